package parley.loadtests.demo;

import java.util.List;
import parley.loadtests.client.Entry;

/**
 * What one member got of a chat in one way.
 *
 * @param reader who, and how, for people to read
 * @param after the seq before the first entry that the member should have got this way
 * @param upTo the seq of the last entry that the member should have got
 * @param left whether that entry ended the membership, so that nothing may follow it
 */
record Reading(String reader, long after, long upTo, boolean left, List<Entry> entries) {}
