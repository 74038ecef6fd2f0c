/** What a peer did that ends its connection, or a join; counted by these names. */
export type Violation =
  | 'frame-malformed' // bytes that are no frame, or a frame out of its bounds
  | 'channel-number' // a channel that nobody opened, or opened with a number out of order
  | 'frame-out-of-state' // a handshake frame that does not come now
  | 'frame-before-proof' // a frame for a swarm by one who has not shown to be a member
  | 'too-many-unproven' // more unproven channels than members need
  | 'reader-stopped' // it does not read what it asked for
  | 'bad-proof' // it claimed a swarm whose key it does not hold; ends the join only
  | 'blamed' // a machine found it at fault
  | 'second-stream' // a second Passel stream on one connection
  | 'bad-deposit' // a question to keep something that was malformed, too long or too slow; ends its stream only
  | 'internal' // not its fault: one of our own callbacks failed
