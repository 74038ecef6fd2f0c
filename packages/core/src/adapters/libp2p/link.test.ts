import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openLinkBed, type LinkBed } from '../../testing/link-contract-bed.ts'
import { linkContract } from '../../testing/link.contract.ts'

describe('links over libp2p', () => {
  let bed: LinkBed

  beforeEach(() => { bed = openLinkBed() })
  afterEach(async () => { await bed.close() })

  test.each(linkContract)('$title', async ({ run }) => { await expect(run(bed)).resolves.toBeUndefined() })
})
