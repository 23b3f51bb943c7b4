package parley.engine.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import parley.engine.session.SlotProtocol;

class LateDoorTest {

    private static final SlotProtocol.Message MESSAGE = new SlotProtocol.Deliver(List.of(), new byte[0], null, null);

    @Test
    void whatIsToldEarlyGoesThroughInOrderOnceItIsOpen() {
        List<Integer> through = new ArrayList<>();
        LateDoor door = new LateDoor();
        door.tell(1, MESSAGE);
        door.tell(2, MESSAGE);
        door.tell(3, MESSAGE);
        assertThat(through).isEmpty();
        door.open((slot, message) -> through.add(slot));
        door.tell(4, MESSAGE);
        assertThat(through).containsExactly(1, 2, 3, 4);
    }
}
