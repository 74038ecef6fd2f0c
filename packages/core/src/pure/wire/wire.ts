// Made by generate.mjs from wire.proto with protons 9; do not edit.
// @ts-nocheck: the generator writes for a milder compiler. Types that others import from here are checked there.
import { decodeMessage, encodeMessage, MaxLengthError, message } from 'protons-runtime'
import type { Codec, DecodeOptions } from 'protons-runtime'

/** Frames are decoded whole. */
function * noStream (): Generator<never> {}

export interface Header {
  channel: number
  tail: number
  data?: Data
  request?: Request
  have?: Have
  head?: Head
  wantPages?: WantPages
  page?: Page
  cancel?: Chunks
  refuse?: Chunks
  peers?: Peers
  receipt?: Receipt
  release?: Release
  ping?: Token
  pong?: Token
  open?: Open
  proof?: Proof
  close?: Close
  columns?: Columns
}

let madeHeader: Codec<Header, Partial<Header>> | undefined

export const Header = {
  codec (): Codec<Header, Partial<Header>> {
    if (madeHeader === undefined) {
      madeHeader = message<Header, Partial<Header>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.channel != null && obj.channel !== 0)) {
          w.uint32(8)
          w.uint32(obj.channel)
        }

        if ((obj.tail != null && obj.tail !== 0)) {
          w.uint32(16)
          w.uint32(obj.tail)
        }

        if (obj.data != null) {
          w.uint32(26)
          Data.codec().encode(obj.data, w)
        }

        if (obj.request != null) {
          w.uint32(34)
          Request.codec().encode(obj.request, w)
        }

        if (obj.have != null) {
          w.uint32(42)
          Have.codec().encode(obj.have, w)
        }

        if (obj.head != null) {
          w.uint32(50)
          Head.codec().encode(obj.head, w)
        }

        if (obj.wantPages != null) {
          w.uint32(58)
          WantPages.codec().encode(obj.wantPages, w)
        }

        if (obj.page != null) {
          w.uint32(66)
          Page.codec().encode(obj.page, w)
        }

        if (obj.cancel != null) {
          w.uint32(74)
          Chunks.codec().encode(obj.cancel, w)
        }

        if (obj.refuse != null) {
          w.uint32(82)
          Chunks.codec().encode(obj.refuse, w)
        }

        if (obj.peers != null) {
          w.uint32(90)
          Peers.codec().encode(obj.peers, w)
        }

        if (obj.receipt != null) {
          w.uint32(98)
          Receipt.codec().encode(obj.receipt, w)
        }

        if (obj.release != null) {
          w.uint32(106)
          Release.codec().encode(obj.release, w)
        }

        if (obj.ping != null) {
          w.uint32(114)
          Token.codec().encode(obj.ping, w)
        }

        if (obj.pong != null) {
          w.uint32(122)
          Token.codec().encode(obj.pong, w)
        }

        if (obj.open != null) {
          w.uint32(130)
          Open.codec().encode(obj.open, w)
        }

        if (obj.proof != null) {
          w.uint32(146)
          Proof.codec().encode(obj.proof, w)
        }

        if (obj.close != null) {
          w.uint32(154)
          Close.codec().encode(obj.close, w)
        }

        if (obj.columns != null) {
          w.uint32(162)
          Columns.codec().encode(obj.columns, w)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          channel: 0,
          tail: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.channel = reader.uint32()
              break
            }
            case 2: {
              obj.tail = reader.uint32()
              break
            }
            case 3: {
              obj.data = Data.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.data
              })
              break
            }
            case 4: {
              obj.request = Request.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.request
              })
              break
            }
            case 5: {
              obj.have = Have.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.have
              })
              break
            }
            case 6: {
              obj.head = Head.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.head
              })
              break
            }
            case 7: {
              obj.wantPages = WantPages.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.wantPages
              })
              break
            }
            case 8: {
              obj.page = Page.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.page
              })
              break
            }
            case 9: {
              obj.cancel = Chunks.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.cancel
              })
              break
            }
            case 10: {
              obj.refuse = Chunks.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.refuse
              })
              break
            }
            case 11: {
              obj.peers = Peers.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.peers
              })
              break
            }
            case 12: {
              obj.receipt = Receipt.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.receipt
              })
              break
            }
            case 13: {
              obj.release = Release.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.release
              })
              break
            }
            case 14: {
              obj.ping = Token.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.ping
              })
              break
            }
            case 15: {
              obj.pong = Token.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.pong
              })
              break
            }
            case 16: {
              obj.open = Open.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.open
              })
              break
            }
            case 18: {
              obj.proof = Proof.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.proof
              })
              break
            }
            case 19: {
              obj.close = Close.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.close
              })
              break
            }
            case 20: {
              obj.columns = Columns.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.columns
              })
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeHeader
  },
  encode (obj: Partial<Header>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Header.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Header>): Header {
    return decodeMessage(buf, Header.codec(), opts)
  },
}

export interface Open {
  name: Uint8Array
  nonce: Uint8Array
  mac: Uint8Array
}

let madeOpen: Codec<Open, Partial<Open>> | undefined

export const Open = {
  codec (): Codec<Open, Partial<Open>> {
    if (madeOpen === undefined) {
      madeOpen = message<Open, Partial<Open>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.name != null && obj.name.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.name)
        }

        if ((obj.nonce != null && obj.nonce.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.nonce)
        }

        if ((obj.mac != null && obj.mac.byteLength > 0)) {
          w.uint32(26)
          w.bytes(obj.mac)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          name: new Uint8Array(0),
          nonce: new Uint8Array(0),
          mac: new Uint8Array(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.name = reader.bytes()
              break
            }
            case 2: {
              obj.nonce = reader.bytes()
              break
            }
            case 3: {
              obj.mac = reader.bytes()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeOpen
  },
  encode (obj: Partial<Open>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Open.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Open>): Open {
    return decodeMessage(buf, Open.codec(), opts)
  },
}

export interface Proof {
  mac: Uint8Array
}

let madeProof: Codec<Proof, Partial<Proof>> | undefined

export const Proof = {
  codec (): Codec<Proof, Partial<Proof>> {
    if (madeProof === undefined) {
      madeProof = message<Proof, Partial<Proof>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.mac != null && obj.mac.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.mac)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          mac: new Uint8Array(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.mac = reader.bytes()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeProof
  },
  encode (obj: Partial<Proof>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Proof.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Proof>): Proof {
    return decodeMessage(buf, Proof.codec(), opts)
  },
}

export interface Close {
  reason: number
}

let madeClose: Codec<Close, Partial<Close>> | undefined

export const Close = {
  codec (): Codec<Close, Partial<Close>> {
    if (madeClose === undefined) {
      madeClose = message<Close, Partial<Close>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.reason != null && obj.reason !== 0)) {
          w.uint32(8)
          w.uint32(obj.reason)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          reason: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.reason = reader.uint32()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeClose
  },
  encode (obj: Partial<Close>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Close.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Close>): Close {
    return decodeMessage(buf, Close.codec(), opts)
  },
}

export interface Data {
  chunk: number
  offset: number
}

let madeData: Codec<Data, Partial<Data>> | undefined

export const Data = {
  codec (): Codec<Data, Partial<Data>> {
    if (madeData === undefined) {
      madeData = message<Data, Partial<Data>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.chunk != null && obj.chunk !== 0)) {
          w.uint32(8)
          w.uint32(obj.chunk)
        }

        if ((obj.offset != null && obj.offset !== 0)) {
          w.uint32(16)
          w.uint32(obj.offset)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          chunk: 0,
          offset: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.chunk = reader.uint32()
              break
            }
            case 2: {
              obj.offset = reader.uint32()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeData
  },
  encode (obj: Partial<Data>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Data.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Data>): Data {
    return decodeMessage(buf, Data.codec(), opts)
  },
}

export interface Item {
  chunk: number
  offset: number
  length: number
}

let madeItem: Codec<Item, Partial<Item>> | undefined

export const Item = {
  codec (): Codec<Item, Partial<Item>> {
    if (madeItem === undefined) {
      madeItem = message<Item, Partial<Item>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.chunk != null && obj.chunk !== 0)) {
          w.uint32(8)
          w.uint32(obj.chunk)
        }

        if ((obj.offset != null && obj.offset !== 0)) {
          w.uint32(16)
          w.uint32(obj.offset)
        }

        if ((obj.length != null && obj.length !== 0)) {
          w.uint32(24)
          w.uint32(obj.length)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          chunk: 0,
          offset: 0,
          length: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.chunk = reader.uint32()
              break
            }
            case 2: {
              obj.offset = reader.uint32()
              break
            }
            case 3: {
              obj.length = reader.uint32()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeItem
  },
  encode (obj: Partial<Item>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Item.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Item>): Item {
    return decodeMessage(buf, Item.codec(), opts)
  },
}

export interface Request {
  items: Item[]
}

let madeRequest: Codec<Request, Partial<Request>> | undefined

export const Request = {
  codec (): Codec<Request, Partial<Request>> {
    if (madeRequest === undefined) {
      madeRequest = message<Request, Partial<Request>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.items != null && obj.items.length > 0) {
          for (const value of obj.items) {
            w.uint32(10)
            Item.codec().encode(value, w)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          items: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.items != null && obj.items.length === opts.limits.items) {
                throw new MaxLengthError('Decode error - repeated field "items" had too many elements')
              }

              obj.items.push(Item.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.items$
              }))
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeRequest
  },
  encode (obj: Partial<Request>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Request.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Request>): Request {
    return decodeMessage(buf, Request.codec(), opts)
  },
}

export interface Chunks {
  chunks: number[]
}

let madeChunks: Codec<Chunks, Partial<Chunks>> | undefined

export const Chunks = {
  codec (): Codec<Chunks, Partial<Chunks>> {
    if (madeChunks === undefined) {
      madeChunks = message<Chunks, Partial<Chunks>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.chunks != null && obj.chunks.length > 0) {
          for (const value of obj.chunks) {
            w.uint32(8)
            w.uint32(value)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          chunks: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.chunks != null && obj.chunks.length === opts.limits.chunks) {
                throw new MaxLengthError('Decode error - repeated field "chunks" had too many elements')
              }

              obj.chunks.push(reader.uint32())
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeChunks
  },
  encode (obj: Partial<Chunks>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Chunks.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Chunks>): Chunks {
    return decodeMessage(buf, Chunks.codec(), opts)
  },
}

export interface Have {
  runs: Uint8Array
  first: number
  bits: Uint8Array
}

let madeHave: Codec<Have, Partial<Have>> | undefined

export const Have = {
  codec (): Codec<Have, Partial<Have>> {
    if (madeHave === undefined) {
      madeHave = message<Have, Partial<Have>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.runs != null && obj.runs.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.runs)
        }

        if ((obj.first != null && obj.first !== 0)) {
          w.uint32(16)
          w.uint32(obj.first)
        }

        if ((obj.bits != null && obj.bits.byteLength > 0)) {
          w.uint32(26)
          w.bytes(obj.bits)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          runs: new Uint8Array(0),
          first: 0,
          bits: new Uint8Array(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.runs = reader.bytes()
              break
            }
            case 2: {
              obj.first = reader.uint32()
              break
            }
            case 3: {
              obj.bits = reader.bytes()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeHave
  },
  encode (obj: Partial<Have>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Have.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Have>): Have {
    return decodeMessage(buf, Have.codec(), opts)
  },
}

export interface Head {
  page: number
  digest: Uint8Array
  final: boolean
  signature: Uint8Array
}

let madeHead: Codec<Head, Partial<Head>> | undefined

export const Head = {
  codec (): Codec<Head, Partial<Head>> {
    if (madeHead === undefined) {
      madeHead = message<Head, Partial<Head>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.page != null && obj.page !== 0)) {
          w.uint32(8)
          w.uint32(obj.page)
        }

        if ((obj.digest != null && obj.digest.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.digest)
        }

        if ((obj.final != null && obj.final !== false)) {
          w.uint32(24)
          w.bool(obj.final)
        }

        if ((obj.signature != null && obj.signature.byteLength > 0)) {
          w.uint32(34)
          w.bytes(obj.signature)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          page: 0,
          digest: new Uint8Array(0),
          final: false,
          signature: new Uint8Array(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.page = reader.uint32()
              break
            }
            case 2: {
              obj.digest = reader.bytes()
              break
            }
            case 3: {
              obj.final = reader.bool()
              break
            }
            case 4: {
              obj.signature = reader.bytes()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeHead
  },
  encode (obj: Partial<Head>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Head.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Head>): Head {
    return decodeMessage(buf, Head.codec(), opts)
  },
}

export interface WantPages {
  first: number
  count: number
}

let madeWantPages: Codec<WantPages, Partial<WantPages>> | undefined

export const WantPages = {
  codec (): Codec<WantPages, Partial<WantPages>> {
    if (madeWantPages === undefined) {
      madeWantPages = message<WantPages, Partial<WantPages>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.first != null && obj.first !== 0)) {
          w.uint32(8)
          w.uint32(obj.first)
        }

        if ((obj.count != null && obj.count !== 0)) {
          w.uint32(16)
          w.uint32(obj.count)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          first: 0,
          count: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.first = reader.uint32()
              break
            }
            case 2: {
              obj.count = reader.uint32()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeWantPages
  },
  encode (obj: Partial<WantPages>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, WantPages.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<WantPages>): WantPages {
    return decodeMessage(buf, WantPages.codec(), opts)
  },
}

export interface Page {
  head?: Head
}

let madePage: Codec<Page, Partial<Page>> | undefined

export const Page = {
  codec (): Codec<Page, Partial<Page>> {
    if (madePage === undefined) {
      madePage = message<Page, Partial<Page>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.head != null) {
          w.uint32(10)
          Head.codec().encode(obj.head, w)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {}

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.head = Head.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.head
              })
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madePage
  },
  encode (obj: Partial<Page>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Page.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Page>): Page {
    return decodeMessage(buf, Page.codec(), opts)
  },
}

export interface Member {
  peer: string
  addresses: string[]
}

let madeMember: Codec<Member, Partial<Member>> | undefined

export const Member = {
  codec (): Codec<Member, Partial<Member>> {
    if (madeMember === undefined) {
      madeMember = message<Member, Partial<Member>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.peer != null && obj.peer !== '')) {
          w.uint32(10)
          w.string(obj.peer)
        }

        if (obj.addresses != null && obj.addresses.length > 0) {
          for (const value of obj.addresses) {
            w.uint32(18)
            w.string(value)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          peer: '',
          addresses: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.peer = reader.string()
              break
            }
            case 2: {
              if (opts.limits?.addresses != null && obj.addresses.length === opts.limits.addresses) {
                throw new MaxLengthError('Decode error - repeated field "addresses" had too many elements')
              }

              obj.addresses.push(reader.string())
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeMember
  },
  encode (obj: Partial<Member>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Member.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Member>): Member {
    return decodeMessage(buf, Member.codec(), opts)
  },
}

export interface Peers {
  members: Member[]
  relays: string[]
}

let madePeers: Codec<Peers, Partial<Peers>> | undefined

export const Peers = {
  codec (): Codec<Peers, Partial<Peers>> {
    if (madePeers === undefined) {
      madePeers = message<Peers, Partial<Peers>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.members != null && obj.members.length > 0) {
          for (const value of obj.members) {
            w.uint32(10)
            Member.codec().encode(value, w)
          }
        }

        if (obj.relays != null && obj.relays.length > 0) {
          for (const value of obj.relays) {
            w.uint32(18)
            w.string(value)
          }
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          members: [],
          relays: []
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.members != null && obj.members.length === opts.limits.members) {
                throw new MaxLengthError('Decode error - repeated field "members" had too many elements')
              }

              obj.members.push(Member.codec().decode(reader, reader.uint32(), {
                limits: opts.limits?.members$
              }))
              break
            }
            case 2: {
              if (opts.limits?.relays != null && obj.relays.length === opts.limits.relays) {
                throw new MaxLengthError('Decode error - repeated field "relays" had too many elements')
              }

              obj.relays.push(reader.string())
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madePeers
  },
  encode (obj: Partial<Peers>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Peers.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Peers>): Peers {
    return decodeMessage(buf, Peers.codec(), opts)
  },
}

export interface Columns {
  columns: number[]
  full: boolean
}

let madeColumns: Codec<Columns, Partial<Columns>> | undefined

export const Columns = {
  codec (): Codec<Columns, Partial<Columns>> {
    if (madeColumns === undefined) {
      madeColumns = message<Columns, Partial<Columns>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if (obj.columns != null && obj.columns.length > 0) {
          for (const value of obj.columns) {
            w.uint32(8)
            w.uint32(value)
          }
        }

        if ((obj.full != null && obj.full !== false)) {
          w.uint32(16)
          w.bool(obj.full)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          columns: [],
          full: false
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              if (opts.limits?.columns != null && obj.columns.length === opts.limits.columns) {
                throw new MaxLengthError('Decode error - repeated field "columns" had too many elements')
              }

              obj.columns.push(reader.uint32())
              break
            }
            case 2: {
              obj.full = reader.bool()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeColumns
  },
  encode (obj: Partial<Columns>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Columns.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Columns>): Columns {
    return decodeMessage(buf, Columns.codec(), opts)
  },
}

export interface Receipt {
  key: number
  finalPage: Uint8Array
  signature: Uint8Array
}

let madeReceipt: Codec<Receipt, Partial<Receipt>> | undefined

export const Receipt = {
  codec (): Codec<Receipt, Partial<Receipt>> {
    if (madeReceipt === undefined) {
      madeReceipt = message<Receipt, Partial<Receipt>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.key != null && obj.key !== 0)) {
          w.uint32(8)
          w.uint32(obj.key)
        }

        if ((obj.finalPage != null && obj.finalPage.byteLength > 0)) {
          w.uint32(18)
          w.bytes(obj.finalPage)
        }

        if ((obj.signature != null && obj.signature.byteLength > 0)) {
          w.uint32(26)
          w.bytes(obj.signature)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          key: 0,
          finalPage: new Uint8Array(0),
          signature: new Uint8Array(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.key = reader.uint32()
              break
            }
            case 2: {
              obj.finalPage = reader.bytes()
              break
            }
            case 3: {
              obj.signature = reader.bytes()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeReceipt
  },
  encode (obj: Partial<Receipt>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Receipt.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Receipt>): Receipt {
    return decodeMessage(buf, Receipt.codec(), opts)
  },
}

export interface Release {
  signature: Uint8Array
}

let madeRelease: Codec<Release, Partial<Release>> | undefined

export const Release = {
  codec (): Codec<Release, Partial<Release>> {
    if (madeRelease === undefined) {
      madeRelease = message<Release, Partial<Release>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.signature != null && obj.signature.byteLength > 0)) {
          w.uint32(10)
          w.bytes(obj.signature)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          signature: new Uint8Array(0)
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.signature = reader.bytes()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeRelease
  },
  encode (obj: Partial<Release>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Release.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Release>): Release {
    return decodeMessage(buf, Release.codec(), opts)
  },
}

export interface Token {
  token: number
}

let madeToken: Codec<Token, Partial<Token>> | undefined

export const Token = {
  codec (): Codec<Token, Partial<Token>> {
    if (madeToken === undefined) {
      madeToken = message<Token, Partial<Token>>((obj, w, opts = {}) => {
        if (opts.lengthDelimited !== false) {
          w.fork()
        }

        if ((obj.token != null && obj.token !== 0)) {
          w.uint32(8)
          w.uint32(obj.token)
        }

        if (opts.lengthDelimited !== false) {
          w.ldelim()
        }
      }, (reader, length, opts = {}) => {
        const obj: any = {
          token: 0
        }

        const end = length == null ? reader.len : reader.pos + length

        while (reader.pos < end) {
          const tag = reader.uint32()

          switch (tag >>> 3) {
            case 1: {
              obj.token = reader.uint32()
              break
            }
            default: {
              reader.skipType(tag & 7)
              break
            }
          }
        }

        return obj
      }, noStream)
    }
    return madeToken
  },
  encode (obj: Partial<Token>): Uint8Array<ArrayBuffer> {
    return encodeMessage(obj, Token.codec())
  },
  decode (buf: Uint8Array, opts?: DecodeOptions<Token>): Token {
    return decodeMessage(buf, Token.codec(), opts)
  },
}
