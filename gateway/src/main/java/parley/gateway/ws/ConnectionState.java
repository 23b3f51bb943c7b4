package parley.gateway.ws;

/** Where a connection is in its life. It only goes down this list, but for a hello that failed for no fault of the client. */
enum ConnectionState {
    /** Nothing but hello is answered; ends after the hello time-out. */
    AWAITING_HELLO,
    /** The token is being looked at. */
    AUTHENTICATING,
    /** The user's session has been told, and has not answered. */
    REGISTERING,
    /** The client was welcomed; requests are taken. */
    WELCOME,
    /** Nothing is taken and nothing sent any more. */
    CLOSED
}
