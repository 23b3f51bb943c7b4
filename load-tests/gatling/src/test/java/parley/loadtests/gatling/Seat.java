package parley.loadtests.gatling;

import java.util.List;

/**
 * What a virtual user is given: who it is, and the chats it talks in.
 *
 * @param number of the seat, from 0
 * @param lastOfCircle the highest number among those with whom it shares chats
 * @param leads whether it is the first of those with whom it shares chats
 * @param chats in which it speaks, in turn
 */
public record Seat(int number, String user, String token, int lastOfCircle, boolean leads, List<String> chats) {

    public Seat {
        chats = List.copyOf(chats);
    }
}
