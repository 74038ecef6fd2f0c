/** Attachments of Stream Chat carried by Passel. Its packages need not be installed for this to be imported. */
export { passelUploads } from './passel-uploads.ts'
export type { PasselUpload, PasselUploadsOptions } from './passel-uploads.ts'
export { withPassel } from './with-passel.tsx'
export type { StreamAttachment } from './with-passel.tsx'
