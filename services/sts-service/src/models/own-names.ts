/** What was pulled, from where, and what each file was found to be. */
export const lockFileName = 'model.lock.json';
/** What has come of a file whose download is not complete. */
export const partialSuffix = '.part';
/** What such a piece is a part of, so that a later run knows whether it may go on with it. */
export const partialNoteSuffix = '.part.json';
/** Where models are put together before they take their place. The dot keeps it from being a model itself. */
export const pullsFolderName = '.pulls';
