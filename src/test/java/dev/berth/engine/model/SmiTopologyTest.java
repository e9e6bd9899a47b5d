package dev.berth.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.GpuSpot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SmiTopologyTest {

  private static Map<Integer, GpuSpot> read(String matrix) {
    return SmiTopology.read(matrix.lines().toList());
  }

  @Test
  void gpusThatNvlinkConnectsAreAGroupAndEachHasItsMemoryNode() {
    assertThat(
            read(
                """
                \t\u001B[4mGPU0\tGPU1\tGPU2\tGPU3\tNIC0\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID\u001B[0m
                GPU0\t X \tNV12\tSYS\tSYS\tPIX\t0-23,48-71\t0\t\tN/A
                GPU1\tNV12\t X \tSYS\tSYS\tPXB\t0-23,48-71\t0\t\tN/A
                GPU2\tSYS\tSYS\t X \tNV4\tSYS\t24-47\t1\t\tN/A
                GPU3\tSYS\tSYS\tNV4\t X \tSYS\t24-47\t1\t\tN/A
                NIC0\tPIX\tPXB\tSYS\tSYS\t X

                Legend:

                  NV#  = Connection traversing a bonded set of # NVLinks
                """))
        .isEqualTo(
            Map.of(
                0, new GpuSpot(0, 0),
                1, new GpuSpot(0, 0),
                2, new GpuSpot(2, 1),
                3, new GpuSpot(2, 1)));
  }

  @Test
  void whoIsConnectedByAnotherIsOfTheGroupToo() {
    assertThat(
            read(
                """
                \tGPU0\tGPU1\tGPU2\tGPU3
                GPU0\t X \tSYS\tSYS\tNV2
                GPU1\tSYS\t X \tNV2\tSYS
                GPU2\tSYS\tNV2\t X \tNV2
                GPU3\tNV2\tSYS\tNV2\t X
                """))
        .hasSize(4)
        .values()
        .containsOnly(new GpuSpot(0, null));
  }

  @Test
  void whatTheDriverDoesNotTellIsNotKnown() {
    assertThat(
            read(
                """
                \tGPU0\tGPU1\tCPU Affinity\tNUMA Affinity
                GPU0\t X \tPHB\t0-15\tN/A
                GPU1\tPHB\t X \t0-15\t0
                """))
        .isEqualTo(Map.of(1, new GpuSpot(null, 0)));
  }

  @Test
  void aRefusalOrNonsenseTellsNothing() {
    assertThat(SmiTopology.read(List.of())).isEmpty();
    assertThat(read("Failed to run topology matrix: Not Supported")).isEmpty();
    assertThat(read("\tGPU0\nGPU0\nGPU99999\tNV1\nGPUx\tNV1\n\t")).isEmpty();
  }
}
