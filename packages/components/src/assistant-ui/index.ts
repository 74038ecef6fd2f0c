/** Attachments of assistant-ui carried by Passel. Its package need not be installed for this to be imported. */
export { passelAttachments } from './passel-attachments.ts'
export type { PasselAttachmentAdapter, PasselAttachmentsOptions } from './passel-attachments.ts'
export { PasselFile } from './passel-file.tsx'
export type { PasselFileProps } from './passel-file.tsx'
