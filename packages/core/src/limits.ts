/** Every bound of the engine, with its unit and its reason. docs/LIMITS.md lists them for readers. */

/** Bytes of a sealed chunk: 1/4 MiB keeps per-chunk overhead below 0.1 % and a lost chunk cheap. */
export const CHUNK_BYTES = 256 * 1024
/** Bytes of a sealed chunk of a stream of unknown length: less padding when a slow source is flushed short. */
export const STREAM_CHUNK_BYTES = 64 * 1024
/** Bytes of the true length in front of a chunk's plaintext. */
export const CHUNK_LENGTH_BYTES = 4
/** Bytes of an AES-GCM tag. */
export const TAG_BYTES = 16
/** Data chunks of a payload: 2^18 x 256 KiB = 64 GiB. */
export const MAX_CHUNKS = 2 ** 18
/** Parity chunks of a payload: as many as 4096 pages of 1024 list; bit sets over all chunks stay near 1/2 MiB. */
export const MAX_PARITY_CHUNKS = 2 ** 22
/** Columns of a payload, data and parity: shards of GF(2^8), one kept free as others do. */
export const MAX_COLUMNS = 255
/** Holders that are remembered of one payload: every column, some of them twice. */
export const MAX_HOLDERS = 256
/** Pages of a payload: 4096 links of 41 bytes keep the index of any payload below 12 MiB. */
export const MAX_PAGES = 4096
/** Chunk links of a page: 1024 x 41 bytes stay below one frame's tail. */
export const MAX_PAGE_CHUNKS = 1024
/** Bytes of an encoded reference: the promise to applications. */
export const MAX_REFERENCE_BYTES = 50_000
/** Bytes of a thumbnail inside a reference. */
export const MAX_THUMBNAIL_BYTES = 4096
/** Bytes of a frame's raw tail. */
export const MAX_TAIL_BYTES = 64 * 1024
/** Bytes of a frame's protobuf header: a have-map part of 16 KiB is the largest. */
export const MAX_HEADER_BYTES = 20 * 1024
/** Bytes of a slice: fits one noise frame, measured 1.5 times as fast as 16 KiB. */
export const SLICE_BYTES = 65_000
/** Bytes of a slice over a relay with limits: of the usual 128 KiB seven such slices pass, of the larger ones one. */
export const RELAYED_SLICE_BYTES = 16_000
/** Bytes of one have-map part. */
export const MAX_HAVE_BYTES = 16 * 1024
/** Items of one request frame. */
export const MAX_REQUEST_ITEMS = 64
/** Page requests in flight per channel. */
export const MAX_PAGES_AHEAD = 4
/** Members named in one `peers` frame. */
export const MAX_PEERS_NAMED = 32
/** Members from which on a channel is not told of more: each member hears from many, and dials few. */
export const MAX_PEERS_TOLD = 48
/** Members that a swarm remembers because others named them: twice what it links with. */
export const MAX_NAMED_MEMBERS = 64
/** Unproven channels of a connection; more is an attack. */
export const MAX_UNPROVEN_CHANNELS = 8
/** Milliseconds an unproven channel may live. */
export const UNPROVEN_TIMEOUT_MS = 5_000
/** Chunks asked for on a connection at first, doubled each round trip. */
export const FIRST_WINDOW_CHUNKS = 4
/** Bytes in flight at most on WebRTC: its receive buffer has no back-pressure. */
export const MAX_WINDOW_WEBRTC_BYTES = 2 * 1024 * 1024
/** Bytes in flight at most elsewhere. */
export const MAX_WINDOW_BYTES = 8 * 1024 * 1024
/** Milliseconds of rate that the window grows to. */
export const WINDOW_MS = 2_000
/** Half-received chunks kept across cuts and peers. */
export const MAX_PARTIAL_CHUNKS = 16
/** Milliseconds without bytes (or three round trips, if longer) before a chunk is asked for elsewhere. */
export const STALL_MS = 2_000
/** Chunks asked for, or kept, only to make others of them: 16 MiB, or what one stripe takes if that is more. */
export const MAX_SPARE_CHUNKS = 64
/** Times that the store may miss what it kept of a stripe before that is no longer made of parity. */
export const MAX_REBUILDS_MISSED = 3
/** Milliseconds of nothing but refusals after which what a member announced is got by parity, where there is some. */
export const REFUSING_MS = 3_000
/** Milliseconds with nothing to ask linked members for after which a getter says that they are not enough. */
export const SHORTAGE_MS = 2_000
/** Share of a payload's bytes that may be asked for twice at its end. */
export const ENDGAME_SHARE = 0.05
/** Milliseconds over which newly held chunks are gathered into one `have`. */
export const HAVE_BATCH_MS = 100
/** Members beyond whose number newly held chunks are gathered for longer, in proportion: each costs a frame. */
export const HAVE_BATCH_MEMBERS = 4
/** Milliseconds until a member hears that we have what it has itself, too. */
export const LATE_HAVE_MS = 1_000
/** Connections a swarm keeps. */
export const MAX_SWARM_CONNECTIONS = 32
/** Milliseconds that one too many stays: those who came just before it say meanwhile where they are. */
export const SURPLUS_MS = 300
/** Connections an engine keeps: Chrome allows 500 RTCPeerConnections in a tab's life. */
export const MAX_CONNECTIONS = 200
/** Bytes that the sealer runs ahead of a receiver who follows it: they leave from memory, sealed once. */
export const SEAL_AHEAD_BYTES = 24 * 1024 * 1024
/** Bytes of a sealed chunk at least: length, tag and something to carry; small chunks serve tests. */
export const MIN_CHUNK_BYTES = 64
/** Receipt keys on page 0: 256 x 34 bytes beside 1024 links still fit one frame's tail. */
export const MAX_RECEIPT_KEYS = 256
/** UTF-16 units of a payload's name: longer than any file system allows. */
export const MAX_NAME_CHARS = 255
/** UTF-16 units of a media type (RFC 6838 allows 127 on each side of the slash). */
export const MAX_MEDIA_TYPE_CHARS = 255
/** UTF-16 units of a multiaddr in text: a circuit address with two peer ids and a certificate hash has about 300. */
export const MAX_ADDRESS_CHARS = 512
/** UTF-16 units of a peer id in text: RSA ids have 46, Ed25519 ids 52. */
export const MAX_PEER_ID_CHARS = 128
/** Members named in one reference. */
export const MAX_HINTS = 16
/** Addresses of one member, and relays of one reference or frame. */
export const MAX_ADDRESSES = 16

// Links (adapters/libp2p)
/** Connections of a libp2p node: an engine's own, and as many again for relays, upgrades and those not yet joined. */
export const MAX_NODE_CONNECTIONS = 512
/** Inbound connections a second and host: everybody behind one relay comes from one host. */
export const MAX_INBOUND_PER_SECOND = 100
/** Inbound connections still shaking hands. */
export const MAX_PENDING_INBOUND = 64
/** Bytes that yamux may have in flight on a stream: twice what is ever asked for, so that it never brakes. */
export const YAMUX_WINDOW_BYTES = 16 * 1024 * 1024
/** Bytes of a WebRTC message: one slice fits, and browsers take it. */
export const WEBRTC_MESSAGE_BYTES = 64 * 1024
/** Bytes that wait inside WebRTC: what stands before a control frame; less made nothing faster. */
export const WEBRTC_BUFFER_BYTES = 512 * 1024
/** Bytes of control frames and pages that wait for a peer to read: pages asked for in many swarms at once fit. */
export const MAX_QUEUED_CONTROL_BYTES = 8 * 1024 * 1024
/** Slices of one write to a wire that is quick: a whole chunk, and a quarter of the answers that yamux gives. */
export const QUICK_SLICES = 4
/** Milliseconds within which a quick wire takes a write: four slices in it are 10 MB/s. */
export const QUICK_DRAIN_MS = 25
/** Milliseconds that a peer may read nothing while something waits for it. */
export const DRAIN_TIMEOUT_MS = 30_000
/** Milliseconds before a join is refused, at least; as long again at random hides why (pure/join-proof). */
export const REFUSAL_MS = 1_000
/** Swarms joined over one connection. */
export const MAX_CHANNELS = 256
/** Joins of ours that wait for a place among the unproven channels of a connection. */
export const MAX_WAITING_JOINS = 256
/** Chunk buffers kept for reuse: two full windows. */
export const MAX_POOLED_BUFFERS = 64
/** Addresses of one peer tried in one dial. */
export const MAX_DIAL_ADDRESSES = 8
/** Milliseconds before the next address of a peer is tried beside the one under way. */
export const DIAL_STAGGER_MS = 300
/** Milliseconds for reaching a relay and getting a reservation. */
export const RESERVE_TIMEOUT_MS = 10_000
/** Milliseconds after which an inbound connection without a Passel stream, or a relay nobody uses, is hung up. */
export const IDLE_CONNECTION_MS = 15_000
/** Milliseconds for closing a connection politely. */
export const CLOSE_TIMEOUT_MS = 1_000
/** Milliseconds between pings to a relay where we have a place. */
export const RELAY_PING_MS = 15_000
/** Milliseconds for its answer; two missed in a row hang up. */
export const RELAY_PING_TIMEOUT_MS = 10_000
/** Chunks named in one `cancel` or `refuse`: eight windows of the smallest chunks. */
export const MAX_NAMED_CHUNKS = 1024
/** Hours on either side of now for which a swarm's name is known: clocks of phones are minutes off, rarely more. */
export const NAME_HOURS_ASIDE = 1

// Deposits (adapters/libp2p, keepers)
/** Bytes of a question to a keeper, and of its answer: a grant and a dozen addresses fit. */
export const MAX_DEPOSIT_BYTES = 4 * 1024
/** Bytes of a grant: a signature, a peer id and four numbers take 200. */
export const MAX_GRANT_BYTES = 512
/** Milliseconds for a question to a keeper and its answer, dialling not counted. */
export const DEPOSIT_TIMEOUT_MS = 10_000
/** Deposits that one node answers at once; more are told to come back. */
export const MAX_DEPOSITS_AT_ONCE = 64
/** Streams with questions on one connection. */
export const MAX_DEPOSIT_STREAMS = 4
/** Milliseconds after which a keeper that says no may want to be asked again, at most. */
export const MAX_RETRY_MS = 86_400_000
/** Bytes that a keeper sets aside for any payload at least: what pages, a journal and a lease cost it. */
export const MIN_LEASE_BYTES = 64 * 1024
/** Milliseconds after which a keeper gives up a payload of which nothing came. */
export const KEEPER_START_MS = 600_000
/** Milliseconds without a chunk after which it gives up one that has no grant. */
export const KEEPER_STALL_MS = 6 * 3_600_000
/** Blocks of addresses whose questions it counts. */
export const KEEPER_BLOCKS = 4_096
/** Bytes of a slice that is read back from a holder. */
export const MAX_PROBE_BYTES = 16 * 1024
/** Slices being read back on one channel. */
export const MAX_PROBES = 8
/** Milliseconds for a slice that is read back: a full send queue stands before it. */
export const PROBE_TIMEOUT_MS = 10_000

// Store (adapters/store)
/** Bytes of a stream taken in before its feeder has to wait: a few chunks, so that sealing never starves. */
export const FEED_AHEAD_BYTES = 1024 * 1024
/** Chunks sealed at the same time: reading, ciphers and hashing overlap, and 2 MiB hold them. */
export const SEALS_IN_FLIGHT = 8
/** Chunks read in one go, so that the next are read while these are sealed. */
export const READS_TOGETHER = SEALS_IN_FLIGHT / 2
/** Bytes sealed before their digests are journalled: one flush for all of them, and little to hold in memory. */
export const MAX_BATCH_BYTES = 8 * 1024 * 1024
/** Chunks kept between two checkpoints: what a power cut may cost, and what is checked again after one. */
export const CHECKPOINT_CHUNKS = 32
/** Milliseconds after which kept chunks get a checkpoint even when they are few. */
export const CHECKPOINT_MS = 500
/** Bytes of a journal below which it is not worth rewriting. */
export const MIN_COMPACTION_BYTES = 1024 * 1024
/** Chunks whose digests share one record: 32 KiB of digests. */
export const MAX_SEALED_RUN = 1024
/** Bytes of one answer to `readPlain`; readers ask again for the rest. */
export const MAX_PLAIN_READ_BYTES = 16 * 1024 * 1024
/** Files of a home open at once, while other transfers are idle: systems allow a process a thousand or so. */
export const MAX_OPEN_FILES = 256
/** Names tried for a finished file when others have its name: `photo (2).jpg` to `photo (1000).jpg`. */
export const MAX_NAME_ATTEMPTS = 1000
/** Bytes of a block of a file that is kept in a browser's database. */
export const DATABASE_BLOCK_BYTES = 128 * 1024
/** Milliseconds that a page waits for a home: the worker of the page before may take two seconds to end. */
export const HOME_LOCK_WAIT_MS = 4_000

/** Bytes of a chunk coded at a time: with its stripe's others it stays in the processor's nearest caches. */
export const CODING_SLICE_BYTES = 16 * 1024

/** Bytes of parity made on demand and kept for whoever asks next: a few stripes, and the last one whatever its size. */
export const STRIPE_CACHE_BYTES = 8 * 1024 * 1024

// Moving chunks (machines)
/** Bytes asked for, arriving or waiting for the store, over the whole engine: what a transfer costs in memory. */
export const MAX_INTAKE_BYTES = 32 * 1024 * 1024
/** Bytes of ours that links hold, over the whole engine. */
export const MAX_UPLINK_BYTES = 24 * 1024 * 1024
/** Chunks of ours that one link holds: covers the way to the store and back at 250 MB/s. */
export const UPLINK_CHUNKS = 8
/** Connections that are given chunks at the same time: a slow uplink finishes some instead of starting many. */
export const UPLOAD_SLOTS = 8
/** The same at least: while a link says that it took a chunk another one is at work. */
export const MIN_UPLOAD_SLOTS = 2
/** Parts of chunks that one channel may have waiting: twice a full window of small chunks. */
export const MAX_QUEUED_REQUESTS = 256
/** Milliseconds after which even the slowest sender counts as stalled. */
export const MAX_STALL_MS = 30_000
/** Bytes of a signal message: two padded sizes are in use; more is not Passel's. */
export const MAX_SIGNAL_BYTES = 4096
/** Signal messages waiting to be published: a light node has 64 streams to a service node for everything it does. */
export const MAX_WAITING_SIGNALS = 32
/** Signal messages being published at once. */
export const MAX_PUBLISH_STREAMS = 8
/** Milliseconds for one attempt at publishing. */
export const PUBLISH_TIMEOUT_MS = 5_000
/** Milliseconds until publishing is given up: Waku refuses messages whose time is more than 20 s off. */
export const PUBLISH_PATIENCE_MS = 15_000
/** Milliseconds between attempts at publishing or subscribing, at first and at most; doubled in between. */
export const WAKU_RETRY_MS = 250
export const MAX_WAKU_RETRY_MS = 8_000
/** Milliseconds for a service node to take a subscription or its end. */
export const SUBSCRIBE_TIMEOUT_MS = 5_000
/** Content topics in one subscription request: service nodes refuse more than 100. */
export const MAX_TOPICS_PER_REQUEST = 64
/** Milliseconds before a noticed loss for which messages are looked up again: a dead connection is found by pings. */
export const UNNOTICED_LOSS_MS = 30_000
/** Milliseconds by which a sender's clock may be ahead of ours: what Waku tolerates. */
export const WAKU_CLOCK_SKEW_MS = 20_000
/** Milliseconds after a service node was lost until what was missed is looked up: its successor has it by then. */
export const SETTLE_MS = 1_500
/** Signal messages remembered to recognise a repeated one: hours of a busy bucket. */
export const MAX_RECENT_SIGNALS = 4096
/** Milliseconds for one page of Waku's store. */
export const STORE_PAGE_TIMEOUT_MS = 10_000
/** Messages asked for in one page of Waku's store: the most that service nodes give. */
export const STORE_PAGE_MESSAGES = 100
/** Milliseconds of one question to Waku's store: of a longer one the newest part is lost (sdk 0.0.36). */
export const STORE_SLICE_MS = 24 * 3_600_000
/** Milliseconds that one look into the past spans; nobody stores signals longer. */
export const MAX_PAST_MS = 30 * 24 * 3_600_000
/** Messages read in one look into the past, wanted or not. */
export const MAX_PAST_MESSAGES = 16_384
/** Times the bytes wanted that are read of a service node that gives other things. */
export const MAX_WASTE_FACTOR = 4
/** Bytes looked up after a loss, per bucket. */
export const MAX_MISSED_BYTES = 2 * 1024 * 1024
/** Waku service nodes connected at once: one to publish through, another to listen at. */
export const WAKU_CONNECTIONS = 2
/** Milliseconds between two dials of one service node, at first and at most; doubled, a fifth more or less. */
export const SERVICE_DIAL_MS = 250
export const MAX_SERVICE_DIAL_MS = 4_000
/** Milliseconds between questions whether a service node still has our subscription. */
export const FILTER_PING_MS = 10_000
/** Milliseconds for a service node to answer before another is used: below the limits of those who wait for it. */
export const SERVICE_ANSWER_MS = 4_000
/** Milliseconds for which a service node that failed is used only when there is no other. */
export const SERVICE_PENALTY_MS = 30_000

// Finding and keeping connections (machines)
/** Milliseconds that a superseded connection drains before it is hung up. */
export const DRAIN_MS = 3_000
/** Dials under way at once, over the whole engine: more make each other slow on phones. */
export const MAX_DIALS = 8
/** Milliseconds for a relayed dial: a cold one takes 200 ms, a relay across the world on a bad mobile link seconds. */
export const RELAYED_DIAL_MS = 8_000
/** Milliseconds for dialling a plain address. */
export const PLAIN_DIAL_MS = 5_000
/** Milliseconds for a direct path beside a relayed one: cold it takes 314 ms, and one in ten hangs for ever. */
export const UPGRADE_DIAL_MS = 4_000
/** Milliseconds before the relayed path is dialled beside a plain address. */
export const RELAYED_RACE_MS = 300
/** Direct dials tried without a pause: a retry at once worked 10 of 10 times. */
export const UPGRADE_TRIES = 3
/** Milliseconds after a relayed connection came up until a direct one is tried: the first bytes go first. */
export const UPGRADE_AFTER_MS = 250
/** Milliseconds between later rounds of direct dials, first and most: NATs do not change, networks do. */
export const UPGRADE_PAUSE_MS = [120_000, 1_800_000] as const
/** Milliseconds between dials of a member who is not there, first and most. */
export const DIAL_PAUSE_MS = [1_000, 600_000] as const
/** Milliseconds between dials of one peer when nothing moved. */
export const MIN_REDIAL_MS = 1_000
/** Milliseconds between dials of one peer whose connection is cut while bytes move: a relay's allowance each time. */
export const MIN_CUT_REDIAL_MS = 25
/** Milliseconds that the listener of a cut connection leaves the dialling to the other side. */
export const LISTENER_REDIAL_MS = 3_000
/** Members whose addresses an engine remembers: every swarm's connections, many times over. */
export const MAX_MEMBERS = 2_048
/** Connections up to which a swarm dials: with everybody dialling so many, newcomers find room among the rest. */
export const MAX_SWARM_DIALS = 12
/** Milliseconds that a connection nobody uses is kept. */
export const UNUSED_CONNECTION_MS = 30_000
/** Milliseconds for which a member counts as seen. */
export const MEMBER_SEEN_MS = 600_000
/** Peers remembered for their misbehaviour: ids live a day at most. */
export const MAX_BANNED = 1_024
/** Swarm names made in one go: about 10 ms. */
export const NAMES_AT_ONCE = 500
/** Milliseconds between portions of names, so that bytes pass in between. */
export const NAMES_PAUSE_MS = 50
/** Milliseconds between looks at whether a new hour needs names. */
export const NAMES_PERIOD_MS = 60_000
/** Bytes of one signal record: an id, two circuit addresses and a few members fit. */
export const SIGNAL_RECORD_BYTES = 512
/** Records of one Waku message: 2 KiB, half of what the network recommends at most. */
export const MAX_MESSAGE_RECORDS = 4
/** Milliseconds for which a member that refused is not asked, first and most; doubled with each refusal in a row. */
export const QUIET_MS = 1_000
export const MAX_QUIET_MS = 30_000
/** Milliseconds of silence after which a connection that owes nothing is pinged. */
export const PING_IDLE_MS = 15_000
/** Milliseconds that a pong may take: one slice before it on the slowest uplink that is of use. */
export const PONG_MS = 5_000
/** Milliseconds, or four round trips, for a sign of life once the peer opened a worse connection beside this one. */
export const DOUBTED_PONG_MS = 1_000
/** Milliseconds that hints and open connections have before a getter seeks on Waku: a cold dial takes a third of it. */
export const SEEK_AFTER_MS = 1_000
/** Milliseconds that dialling again has after the last link was lost. */
export const SEEK_AFTER_CUT_MS = 5_000
/** Milliseconds with links that all lack what we miss before others are sought. */
export const STARVING_MS = 30_000
/** Milliseconds after which a sender that was started again asks for receipts given meanwhile. */
export const SEEK_RECEIPTS_AFTER_MS = 20_000
/** Members named in a seek as not reachable. */
export const MAX_UNREACHABLE = 16

// Relays (machines)
/** Reservations kept per privacy class: one relay may always die. */
export const RESERVATIONS = 2
/** Reservations asked for at once per privacy class: a third where one of two does not answer. */
export const MAX_RESERVING = 3
/** Milliseconds after which a relay that has not answered is no longer waited for. */
export const RESERVE_HEDGE_MS = 2_000
/** Milliseconds between tries of one relay, first and most. */
export const RESERVE_PAUSE_MS = [1_000, 60_000] as const
/** Milliseconds that a reservation must have lasted to be asked for again at once when it is lost. */
export const RESERVATION_PROVED_MS = 10_000
/** Milliseconds that reservations outlive the last transfer that needed them: the next one often follows. */
export const RESERVATION_LINGER_MS = 30_000
/** Relays remembered per privacy class, the application's not counted. */
export const MAX_LEARNED_RELAYS = 64
/** Chunks sealed in one go while nobody downloads: 8 MiB, some ten milliseconds of the store's time. */
export const SEAL_BATCH_CHUNKS = 32
/** Milliseconds between two reports about one transfer: what a person can follow. */
export const SNAPSHOT_MS = 100
/** The same for a WebRTC upgrade over another relay: each costs a tab one of its 500 peer connections. */
export const UPGRADE_STAGGER_MS = 1_500

// Signals (machines)
/** Messages of one member about one swarm at once. */
export const SIGNAL_BURST = 2
/** Milliseconds in which one more message of a member about a swarm is allowed. */
export const SIGNAL_REFILL_MS = 600_000
/** Messages that a swarm as a whole aims at within SIGNAL_REFILL_MS, whatever its size. */
export const SWARM_SIGNALS = 20
/** Messages of an engine at once; with the refill never above 90 in ten minutes of the 100 that Waku allows. */
export const ENGINE_SIGNAL_BURST = 30
/** Messages of an engine within SIGNAL_REFILL_MS after that. */
export const ENGINE_SIGNALS = 60
/** Swarms whose records are recognised: each costs one HMAC for every record heard in its bucket. */
export const MAX_ACTIVE_SWARMS = 256
/** Milliseconds over which first seeks of a swarm are spread, most of them late, so that few of many are sent. */
export const FIRST_SEEK_SPREAD_MS = 1_500
/** Milliseconds that a first seek waits for an address of ours. */
export const SEEK_ADDRESS_WAIT_MS = 3_000
/** Milliseconds between repeated seeks, first and most. */
export const SEEK_REPEAT_MS = [30_000, 1_800_000] as const
/** Milliseconds after which a seek expires: what Waku's store keeps for certain. */
export const SEEK_LIFE_MS = 86_400_000
/** Milliseconds after which an offer is of no use. */
export const LIVE_SIGNAL_MS = 120_000
/** Milliseconds that an offer waits: at least, at most while nobody else is known to answer, at most otherwise. */
export const OFFER_WAIT_MS = [200, 500, 2_000] as const
/** Offers of others after which ours is not sent. */
export const ENOUGH_OFFERS = 2
/** Attempt of a seek from which on every offer is sent. */
export const UNSUPPRESSED_ATTEMPT = 3
/** Offers of a swarm that wait to be sent, and seeks whose answers are counted. */
export const MAX_PENDING_OFFERS = 32
/** Ids of signals remembered, so that none is taken twice: ten minutes of a busy bucket, many times over. */
export const MAX_SIGNAL_IDS = 4_096
/** Milliseconds within which records of one bucket that are nearly due share a message. */
export const SIGNAL_PACK_MS = 2_000
/** Milliseconds between tries to publish while Waku does not answer, first and most. */
export const PUBLISH_PAUSE_MS = [5_000, 300_000] as const
/** Messages being published at once: the light node queues few. */
export const MAX_PUBLISHING = 4
/** Milliseconds of the past that are looked up in one query: a longer range loses its newest part. */
export const CATCH_UP_SLICE_MS = 86_400_000
/** Milliseconds of the past looked up at most by a peer that was away. */
export const MAX_CATCH_UP_MS = 7 * 86_400_000
/** Milliseconds that a look-up overlaps with what was heard live: clocks differ and messages travel. */
export const CATCH_UP_OVERLAP_MS = 60_000
/** Look-ups under way at once. */
export const MAX_CATCH_UPS = 4
/** Milliseconds between tries of a look-up that failed, first and most. */
export const CATCH_UP_PAUSE_MS = [30_000, 600_000] as const
/** Milliseconds that a connection's listener leaves the joining to its dialler. */
export const LISTENER_JOINS_AFTER_MS = 1_000
/** Swarms tried on one connection, or connections tried for one swarm, without a word that they belong together. */
export const MAX_OPEN_JOINS = 4
/** Milliseconds after a refused join before the same is tried without a new reason. */
export const REFUSED_FOR_MS = 600_000
/** Bytes of room in a write below which no further slice is begun in it. */
export const MIN_SLICE_BYTES = 1024

// Engine
/** Chunks fetched ahead of a reader: 8 MiB, a few seconds of high-definition video. */
export const READ_AHEAD_CHUNKS = 32
/** Bytes of one bucket read in a look-up: a person back after a week reads no more of it than this. */
export const MAX_CATCH_UP_BYTES = 2 * 1024 * 1024
/** Relays that a sender names in a reference: more would fill a chat message for little. */
export const MAX_RELAYS_NAMED = 3
/** Milliseconds without another page after which a getter doubts that its links lead to whoever makes the payload. */
export const STALE_MS = 60_000

// Archives
/** Bytes of one archived message's payload: Waku takes 150 KiB. */
export const MAX_ARCHIVED_PAYLOAD_BYTES = 160 * 1024
/** Bytes of a message's meta (Waku allows 64), and of a topic. */
export const MAX_ARCHIVED_META_BYTES = 256
export const MAX_TOPIC_BYTES = 512
/** Characters of an SDS message id: today's have 64. */
export const MAX_SDS_ID_CHARS = 128
/** Bytes of one record inside a bundle: the largest message, its id, meta and lengths. */
export const MAX_BUNDLE_RECORD_BYTES = 162 * 1024
/** Pairs of topics that one bundle names. */
export const MAX_BUNDLE_TOPICS = 1024
/** Messages in one bundle. */
export const MAX_BUNDLE_MESSAGES = 2 ** 20
/** Bytes of a bundle before it is compressed; more becomes several bundles. */
export const MAX_BUNDLE_PLAIN_BYTES = 256 * 1024 * 1024
/** Times its compressed bytes that a bundle may become, beyond a first allowance: deflate alone reaches 1,032. */
export const MAX_INFLATION = 100
/** Bytes that a bundle may become whatever its compressed size. */
export const INFLATION_ALLOWANCE_BYTES = 1024 * 1024
/** Bundles that one part of an index lists: a part of 64 is about 9 kB. */
export const MAX_PART_ENTRIES = 64
/** Bytes of one part of an index: 64 of the largest entries, their filters beside them. */
export const MAX_PART_BYTES = 256 * 1024
/** Bytes of filters that the newest part carries itself; more are packed into a payload of their own. */
export const MAX_OPEN_FILTER_BYTES = 16 * 1024
/** Bits of a filter for each id, and how many of them an id sets: 1 of 15,000 others looks as if it were there. */
export const FILTER_BITS_PER_ID = 20
export const FILTER_PROBES = 14
/** Bytes of one filter: 2^20 messages with two ids each. */
export const MAX_FILTER_BYTES = 5 * 1024 * 1024 + 64
/** Packs of filters that one part names: one for each bundle, at most. */
export const MAX_PART_PACKS = 64
/** Parts of an index: 64 x 4096 bundles. */
export const MAX_INDEX_PARTS = 4096
/** Bytes of an announcement: what signals can carry, less what seals it; usual ones stay below 1.5 kB. */
export const MAX_ANNOUNCEMENT_BYTES = 3968
/** Bytes that an announcement fills with its newest bundles. */
export const ANNOUNCEMENT_TARGET_BYTES = 1400
/** Bundles that an announcement carries itself. */
export const MAX_ANNOUNCED_ENTRIES = 16
/** Deeds by which an author hands a series on: successors, and the right to publish. */
export const MAX_DEEDS = 8
/** Bytes of a reference inside an index: keys, an expiry, no hints. */
export const MAX_INDEX_REFERENCE_BYTES = 2048
/** Message hashes that a reader remembers so that nothing is restored twice: 64 MiB at most. */
export const MAX_SEEN_MESSAGES = 4_194_304
/** Bundles that overlap in time and are read side by side; of more, order is kept only as far as these go. */
export const MAX_OPEN_BUNDLES = 16
/** Bundles fetched ahead of the one being read. */
export const BUNDLES_AHEAD = 2
/** Messages in one page of what is restored, and bytes of payloads from which on a page is full. */
export const PAGE_MESSAGES = 500
export const PAGE_BYTES = 1024 * 1024
/** Bytes put into the decompressor at a time: some browsers inflate all of it at once, a thousandfold at worst. */
export const INFLATE_STEP_BYTES = 8 * 1024
/** Announcements being verified at once; more are dropped, and come again. */
export const MAX_VERIFYING = 16
/** Publishers of one series that a reader follows. */
export const MAX_LANES = 64
/** Messages that wait in a publisher before whoever adds them has to wait. */
export const MAX_WAITING_MESSAGES = 100_000
/** Milliseconds between two announcements at least, and after which the newest is said again: Waku's store forgets. */
export const ANNOUNCE_SPACING_MS = 60_000
export const ANNOUNCE_AGAIN_MS = 12 * 3_600_000
/** Milliseconds between tries after a failure, first and most. */
export const PUBLISHER_PAUSE_MS = [5_000, 300_000] as const
/** Milliseconds that bundles and parts of an index stay with their author when newer ones took their place. */
export const RETIRED_FOR_MS = 3_600_000
/** Payloads that an author still gives though newer ones took their place. */
export const MAX_RETIRED = 64
/** Milliseconds by which an announcement's time may be ahead of ours: clocks of phones are hours off at times. */
export const ANNOUNCEMENT_AHEAD_MS = 24 * 3_600_000
// Holders (machines)
/** Keepers of one privacy class that an application may name. */
export const MAX_KEEPERS = 256
/** Keepers whose failures are remembered. */
export const MAX_SCORES = 1_024
/** Milliseconds for which a keeper that did not give is asked only after others, first and most. */
export const KEEPER_AVOIDED_MS = [600_000, 86_400_000] as const
/** Deposits of one payload that wait for an answer. */
export const MAX_DEPOSITS = 8
/** Milliseconds after which a keeper that refused, and did not say when, is asked again. */
export const DEPOSIT_RETRY_MS = 600_000
/** Milliseconds in which a holder must have come forward, once everything is there to be fetched. */
export const HOLDER_PATIENCE_MS = 120_000
/** Milliseconds after which a holder that is linked is read again. */
export const HOLDER_RECHECK_MS = 6 * 3_600_000
/** Slices read back of what a holder keeps before it counts. */
export const PROBE_SLICES = 8
/** Bytes of such a slice: enough to tell, little to fetch. */
export const PROBE_BYTES = 1024
/** Times that reading back may end without an answer, and the milliseconds in between. */
export const PROBE_TRIES = 3
export const PROBE_RETRY_MS = 10_000
/** Milliseconds over which changes of who keeps what are gathered before the journal has them. */
export const HOLDERS_SAVE_MS = 1_000
/** Milliseconds that a holder waits to hear what others keep before it takes a column. */
export const HOLD_CHOOSE_MS = 2_000
/** Times that a holder changes its column to make room for another. */
export const MAX_MOVES = 2
/** Milliseconds in which a holder that was away looks for members, who tell it whether the payload is still wanted. */
export const VISIT_MS = 50_000
/** Milliseconds between looks at whether columns are missing. */
export const REPAIR_LOOK_MS = 3_600_000
/** Milliseconds in which a column must have been seen to count. */
export const REPAIR_SEEN_MS = 86_400_000
/** Columns beyond those that are enough, below which some are handed on. */
export const REPAIR_MARGIN = 2
/** Milliseconds before somebody hands columns on, least and most: of many who could, one does. */
export const REPAIR_WAIT_MS = [60_000, 3_600_000] as const
/** Milliseconds for dialling a keeper and its answer. */
export const DEPOSIT_PATIENCE_MS = 20_000
/** Milliseconds after which a keeper that could not be reached is asked again. */
export const KEEPER_REDIAL_MS = 30_000
/** Keepers named in a reference, for who comes when the sender is gone. */
export const MAX_KEEPERS_NAMED = 3
/** Milliseconds over which later changes of who keeps a payload are gathered before Waku has them. */
export const HOLDERS_TOLD_AFTER_MS = 30_000
