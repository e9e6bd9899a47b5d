package dev.berth.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShadowFileTest {

  @Test
  void onlyTheUsersHashGoes() {
    assertThat(
            ShadowFile.locked(
                "root:*:1:0:99999:7:::\ndev:$6$a$b:2:0:99999:7:::\ndeveloper:$6$c$d:3::::::\n",
                "dev"))
        .isEqualTo("root:*:1:0:99999:7:::\ndev:*:2:0:99999:7:::\ndeveloper:$6$c$d:3::::::\n");
  }

  @Test
  void aLockedHashGoesToo() {
    assertThat(ShadowFile.locked("dev:!$6$a$b:2::::::\n", "dev")).isEqualTo("dev:*:2::::::\n");
  }

  @Test
  void aLineThatIsCutOffAndAnEmptyFileAreFine() {
    assertThat(ShadowFile.locked("dev:$6$a$b", "dev")).isEqualTo("dev:*\n");
    assertThat(ShadowFile.locked("", "dev")).isEmpty();
  }
}
