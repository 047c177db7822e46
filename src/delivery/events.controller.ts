import type { Readable } from 'node:stream';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CandidateActor } from '../common/actor.js';
import { Candidate, Performs } from '../common/http/access.js';
import { redirect, type Redirect } from '../common/http/answers.js';
import { EventHub } from './event-hub.service.js';

/** What open pages are told without asking: server-sent events, one long answer. */
@Controller('delivery')
export class EventsController {
  constructor(private readonly hub: EventHub) {}

  @Get('events')
  @Performs('candidate.sit')
  async events(
    @Candidate() candidate: CandidateActor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Readable | Redirect> {
    const isListening = request.method === 'GET' && request.headers.accept?.includes('text/event-stream') === true;
    if (!isListening) return redirect('/delivery/paper');
    const stream = await this.hub.open(candidate);
    void reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store, no-transform')
      // nginx and its like would hold the events back until a buffer is full
      .header('x-accel-buffering', 'no')
      // the connection ends with the stream: a server that stops must not wait for it
      .header('connection', 'close');
    return stream;
  }
}
