/**
 * How the server's process is started. With a limit V8 collects old objects sooner, instead of letting them grow to half of the
 * machine first: 200 MB under load instead of 350. Heavy work has threads with limits of their own.
 *
 * V8 allocates among the old objects what it once saw live long. While pages are made, that is a part of each HTTP message; from
 * then on every message dies old and keeps all that belongs to it alive, so that each collection of the young ones takes 4 ms
 * instead of half a millisecond, and every answer waits for it (docs/decisions/0021).
 */
export const NODE_ARGS = ['--max-old-space-size=768', '--no-allocation-site-pretenuring'];
