package io.birthmark.station.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only root can make files in somebody else's folder that are not his, so only root can see it. */
class OwnershipTest {
  private static final int SOMEBODY = 54321;

  @TempDir Path temporary;
  private Path folder = Path.of("folder");

  @BeforeEach
  void makeSomebodysFolder() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root has this problem");
    folder = Files.createDirectory(temporary.resolve("folder"));
    give(folder);
  }

  private static void give(Path path) throws IOException {
    Files.setAttribute(path, "unix:gid", SOMEBODY);
    Files.setAttribute(path, "unix:uid", SOMEBODY);
  }

  private static Object owner(Path path) throws IOException {
    return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void aJournalThatRootMakesBelongsToTheFoldersOwner() throws IOException {
    Path file = folder.resolve("journal.db");
    try (Database database = Database.open(file, new HandClock())) {
      assertThat(database.version()).isPositive();
      assertThat(owner(file)).isEqualTo(SOMEBODY);
      assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(SOMEBODY);
      for (String part : new String[] {"-wal", "-shm"}) {
        assertThat(owner(folder.resolve("journal.db" + part))).as(part).isEqualTo(SOMEBODY);
      }
    }
  }

  @Test
  void nothingIsGivenAwayThroughALink() throws IOException {
    Path elsewhere = Files.createFile(temporary.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
    Ownership.asItsFolder(link);
    assertThat(owner(elsewhere)).isEqualTo(0);
    assertThat(owner(link)).isEqualTo(SOMEBODY);
  }

  @Test
  void whatRootMakesInAFolderOfRootsStaysRoots() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    Ownership.asItsFolder(file);
    assertThat(owner(file)).isEqualTo(0);
  }
}
