package dev.berth.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.access.CheckedTar.RefusedArchive;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/** A tar on its way in. */
class CheckedTarTest {

  private static final int PLENTY = 100 << 20;

  @Test
  void keepsNamesContentsModesTimesAndLinks() throws IOException {
    var link = new TarArchiveEntry("dir/link", TarArchiveEntry.LF_SYMLINK);
    link.setLinkName("a");
    var hard = new TarArchiveEntry("hard", TarArchiveEntry.LF_LINK);
    hard.setLinkName("./dir/a");
    var file = file("./dir/a", "text");
    file.entry().setMode(0100755);
    file.entry().setModTime(1_700_000_000_000L);
    var read =
        read(
            checked(
                tar(
                    new Item(new TarArchiveEntry("./"), ""),
                    new Item(new TarArchiveEntry("dir/"), ""),
                    file,
                    new Item(link, ""),
                    new Item(hard, ""),
                    file("x".repeat(300) + "/\u00fc", "y".repeat(200_000)))));
    assertThat(read)
        .extracting(item -> item.entry().getName())
        .containsExactly("dir/", "dir/a", "dir/link", "hard", "x".repeat(300) + "/\u00fc");
    assertThat(read.get(1).content()).isEqualTo("text");
    assertThat(read.get(1).entry().getMode() & 07777).isEqualTo(0755);
    assertThat(read.get(1).entry().getLastModifiedTime().toMillis()).isEqualTo(1_700_000_000_000L);
    assertThat(read.get(2).entry().getLinkName()).isEqualTo("a");
    assertThat(read.get(3).entry().isLink()).isTrue();
    assertThat(read.get(3).entry().getLinkName()).isEqualTo("dir/a");
    assertThat(read.get(4).content()).hasSize(200_000);
  }

  @Test
  void givesEverythingToTheUserWithoutForeignHeaders() throws IOException {
    var file = file("a", "text");
    file.entry().setIds(0, 0);
    file.entry().setNames("root", "root");
    file.entry().addPaxHeader("SCHILY.xattr.security.capability", "all");
    var read = read(checked(tar(file))).getFirst().entry();
    assertThat(read.getLongUserId()).isEqualTo(20001);
    assertThat(read.getLongGroupId()).isEqualTo(20001);
    assertThat(read.getUserName()).isEqualTo("dev");
    assertThat(read.getExtraPaxHeaders()).isEmpty();
  }

  @Test
  void refusesDevicesAndPipes() {
    for (byte kind :
        List.of(TarArchiveEntry.LF_CHR, TarArchiveEntry.LF_BLK, TarArchiveEntry.LF_FIFO)) {
      refused(
          tar(new Item(new TarArchiveEntry("odd", kind), "")),
          Answer.Why.BAD_ARCHIVE,
          "the entry 'odd' must be a file, a directory or a link");
    }
  }

  @Test
  void refusesNamesThatLeave() {
    refused(tar(file("a", ""), file("../b", "")), Answer.Why.BAD_ARCHIVE, "'../b'");
    var absolute = new TarArchiveEntry("/etc/passwd", true);
    refused(tar(new Item(absolute, "")), Answer.Why.BAD_ARCHIVE, "'/etc/passwd'");
  }

  @Test
  void refusesWhatIsNoTar() {
    refused("no tar ".repeat(200).getBytes(UTF_8), Answer.Why.BAD_ARCHIVE, "no tar");
    refused(new byte[] {0x1f, (byte) 0x8b, 8, 0}, Answer.Why.BAD_ARCHIVE, "");
    refused(new byte[0], Answer.Why.BAD_ARCHIVE, "the archive is empty");
    byte[] whole = tar(file("a", "x".repeat(5000)));
    byte[] cut = new byte[2000];
    System.arraycopy(whole, 0, cut, 0, cut.length);
    refused(cut, Answer.Why.BAD_ARCHIVE, "damaged");
  }

  @Test
  void refusesMoreThanTheLimitWhileItReads() {
    var tar =
        new CheckedTar(
            new ByteArrayInputStream(tar(file("a", "x".repeat(500_000)))),
            100_000,
            rules(),
            "dev",
            1);
    assertThatThrownBy(tar::readAllBytes).isInstanceOf(RefusedArchive.class);
    assertThat(tar.refusal().orElseThrow().why).isEqualTo(Answer.Why.TOO_LARGE);
    assertThat(tar.bytes()).isLessThan(200_000);
  }

  @Test
  void refusesHeadersThatWouldFillTheMemory() {
    var name = new TarArchiveEntry("././@LongLink", TarArchiveEntry.LF_GNUTYPE_LONGNAME);
    refused(
        tar(file("a", ""), new Item(name, "n".repeat(3_000_000)), file("b", "")),
        Answer.Why.BAD_ARCHIVE,
        "header");
  }

  @Test
  void aSourceThatBreaksIsNoRefusal() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection lost");
          }
        };
    var tar = new CheckedTar(broken, PLENTY, rules(), "dev", 1);
    assertThatThrownBy(tar::readAllBytes).hasStackTraceContaining("connection lost");
    assertThat(tar.refusal()).isEmpty();
  }

  private record Item(TarArchiveEntry entry, String content) {}

  private static Item file(String name, String content) {
    return new Item(new TarArchiveEntry(name), content);
  }

  private static EntryRules rules() {
    return new EntryRules("/home/dev");
  }

  private static CheckedTar checked(byte[] tar) {
    return new CheckedTar(new ByteArrayInputStream(tar), PLENTY, rules(), "dev", 20001);
  }

  private static void refused(byte[] bytes, Answer.Why why, String message) {
    var tar = checked(bytes);
    assertThatThrownBy(tar::readAllBytes).isInstanceOf(IOException.class);
    assertThat(tar.refusal().orElseThrow().why).isEqualTo(why);
    assertThat(tar.refusal().orElseThrow().detail).contains(message);
  }

  private static byte[] tar(Item... items) {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (var item : items) {
        byte[] content = item.content().getBytes(UTF_8);
        item.entry().setSize(content.length);
        tar.putArchiveEntry(item.entry());
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static List<Item> read(InputStream source) throws IOException {
    List<Item> items = new ArrayList<>();
    try (var tar = new TarArchiveInputStream(source, UTF_8.name())) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        items.add(new Item(entry, new String(tar.readAllBytes(), UTF_8)));
      }
    }
    return items;
  }
}
