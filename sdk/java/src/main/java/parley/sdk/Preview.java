package parley.sdk;

/**
 * The newest message of a chat, as a list shows it.
 *
 * @param by the user who wrote it
 * @param text cut to 100 UTF-16 units
 * @param at when, in epoch milliseconds
 */
public record Preview(String by, String text, long at) {}
