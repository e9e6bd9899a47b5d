package dev.berth.disk.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.disk.model.Room.Enough;
import dev.berth.disk.model.Room.Low;
import dev.berth.disk.model.Room.Space;
import dev.berth.disk.model.Room.Unknown;
import dev.berth.kernel.ByteSize;
import org.junit.jupiter.api.Test;

class RoomTest {

  private static final long GIB = 1L << 30;
  private static final ByteSize LEAST = new ByteSize(10 * GIB);

  private static Room of(Room before, long free) {
    return Room.of(before, new Space(100 * GIB, free), LEAST);
  }

  @Test
  void isLowBelowWhatMustBeFree() {
    assertThat(of(new Unknown(""), 10 * GIB)).isInstanceOf(Enough.class);
    assertThat(of(new Unknown(""), 10 * GIB - 1))
        .isEqualTo(new Low(new Space(100 * GIB, 10 * GIB - 1), 10 * GIB));
  }

  @Test
  void hasRoomAgainOnlyWithATenthMore() {
    var low = of(new Unknown(""), 9 * GIB);
    assertThat(of(low, 10 * GIB)).isInstanceOf(Low.class);
    assertThat(of(low, 11 * GIB)).isInstanceOf(Enough.class);
    assertThat(of(of(low, 11 * GIB), 10 * GIB)).isInstanceOf(Enough.class);
  }

  @Test
  void saysWhatIsFreeAndWhatIsNeeded() {
    assertThat(((Low) of(new Unknown(""), 3 * GIB + 1)).detail())
        .startsWith("the disk of the machine is almost full: 3g free, 10g needed;");
    assertThat(((Low) of(new Unknown(""), 0)).detail()).contains(" 0 free,");
  }
}
