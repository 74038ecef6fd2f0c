/** Names of the protocols that the plain libp2p subjects speak among themselves. */

/** Each message is a decimal number of bytes; that many zeroes come back. One question at a time. */
export const ZEROES_PROTOCOL = '/passel-bench/zeroes/1'

/** Every message comes back as it was. */
export const ECHO_PROTOCOL = '/passel-bench/echo/1'
