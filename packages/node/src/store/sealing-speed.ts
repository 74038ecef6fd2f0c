/** How fast this machine seals and keeps chunks through the store's thread: what the bench holds against bare ciphers. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthorKeys } from '@passel/core/system'
