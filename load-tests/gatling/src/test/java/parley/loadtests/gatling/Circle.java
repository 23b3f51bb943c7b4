package parley.loadtests.gatling;

import java.util.ArrayList;
import java.util.List;
import parley.loadtests.storm.Population;

/** Users and the chats that they share with each other and with nobody else; each speaks in those that are listed for it. */
record Circle(List<Member> members) {

    record Member(String user, List<String> chats) {}

    Circle {
        members = List.copyOf(members);
    }

    List<String> users() {
        return members.stream().map(Member::user).toList();
    }

    /** A seat for each member, with a token. */
    static List<Seat> seats(List<Circle> circles, Population population) {
        List<String> tokens = population.tokens(
                circles.stream().flatMap(circle -> circle.users().stream()).toList());
        List<Seat> seats = new ArrayList<>();
        for (Circle circle : circles) {
            int first = seats.size();
            int last = first + circle.members.size() - 1;
            for (Member member : circle.members) {
                int number = seats.size();
                seats.add(new Seat(number, member.user(), tokens.get(number), last, number == first, member.chats()));
            }
        }
        return seats;
    }
}
