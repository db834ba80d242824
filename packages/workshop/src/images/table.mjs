/**
 * The images there are, and what each is built on: names of arguments of its Dockerfile.
 *
 * @typedef {'media-service-cpu' | 'sts-service-cpu' | 'sts-service-cuda12'} ImageName
 *
 * @typedef {object} Image
 * @property {'media-service' | 'sts-service'} service
 * @property {'cpu' | 'cuda12'} runtime
 * @property {readonly string[]} bases
 */

/** @type {Readonly<Record<ImageName, Image>>} */
export const images = {
  'media-service-cpu': { service: 'media-service', runtime: 'cpu', bases: ['NODE_IMAGE', 'DEBIAN_IMAGE'] },
  'sts-service-cpu': { service: 'sts-service', runtime: 'cpu', bases: ['NODE_IMAGE', 'DEBIAN_IMAGE'] },
  'sts-service-cuda12': { service: 'sts-service', runtime: 'cuda12', bases: ['NODE_IMAGE', 'CUDA_IMAGE'] },
};

export const imageNames = /** @type {ImageName[]} */ (Object.keys(images));
