package parley.engine.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import parley.engine.session.SlotProtocol.BecomeUnsure;

class LateDoorTest {

    @Test
    void whatIsToldEarlyGoesThroughInOrderOnceItIsOpen() {
        List<Integer> through = new ArrayList<>();
        LateDoor door = new LateDoor();
        door.tell(1, BecomeUnsure.INSTANCE);
        door.tell(2, BecomeUnsure.INSTANCE);
        door.tell(3, BecomeUnsure.INSTANCE);
        assertThat(through).isEmpty();
        door.open((slot, message) -> through.add(slot));
        door.tell(4, BecomeUnsure.INSTANCE);
        assertThat(through).containsExactly(1, 2, 3, 4);
    }
}
