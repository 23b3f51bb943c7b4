package parley.engine.client;

import akka.actor.typed.ActorRef;

/** Where an answer goes: a hub, one of its connections, and the number under which that connection keeps the request. */
public record ReplyTo(ActorRef<HubProtocol.Message> hub, long connection, long request) {}
