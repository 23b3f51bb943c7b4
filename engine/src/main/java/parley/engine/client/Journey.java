package parley.engine.client;

/**
 * Where the oldest message in a frame was, and when: at the node whom its sender told, and at its chat's opened gate. Epoch
 * milliseconds, each on the clock of the node where that was. Travels with the frame, for measuring alone.
 */
public record Journey(long receivedAt, long openedAt) {

    /** The metric of the stages that a message goes through; engines and gateways have a part of them each. */
    public static final String STAGES = "parley.message.stage";
}
