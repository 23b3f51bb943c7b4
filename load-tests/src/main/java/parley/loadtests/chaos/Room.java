package parley.loadtests.chaos;

import java.util.List;

/** A chat of the crowd, and who is in it from the beginning to the end. */
record Room(String chat, List<Person> members) {}
