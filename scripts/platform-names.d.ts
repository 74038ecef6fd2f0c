// What the ports mention of the platform, as bare names for tsconfig.pure.json: enough to compile an interface that
// hands one through, nothing that pure code or a machine could call.
interface AbortSignal { readonly platform: unique symbol }
interface Blob { readonly platform: unique symbol }
interface FileSystemFileHandle { readonly platform: unique symbol }
