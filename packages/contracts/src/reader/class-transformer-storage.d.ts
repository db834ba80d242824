/** What class-transformer knows of the classes. Its index does not export it, and no types stand beside it. */
declare module 'class-transformer/cjs/storage.js' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage.js';
}
