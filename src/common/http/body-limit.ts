/** Bytes of a request's body; an upload has its own limit. */
export const BODY_LIMIT = 256 * 1024;
