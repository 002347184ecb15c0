package io.birthmark.station.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * What root makes in somebody's folder is that somebody's: a verb that root called before the
 * station ran must not leave files behind that the station cannot open.
 */
public final class Ownership {
  private static final String ROOT = "root";

  private Ownership() {}

  /** For a file or folder that was made just now; whoever is not root has made it his own. */
  public static void asItsFolder(Path made) throws IOException {
    Path folder = made.toAbsolutePath().getParent();
    if (folder != null && ROOT.equals(System.getProperty("user.name"))) {
      give(made, folder);
    }
  }

  private static void give(Path made, Path folder) throws IOException {
    PosixFileAttributes wanted = view(folder).readAttributes();
    PosixFileAttributeView view = view(made);
    if (!view.readAttributes().owner().equals(wanted.owner())) {
      view.setGroup(wanted.group());
      view.setOwner(wanted.owner());
    }
  }

  /** Never through a link, which could lead to a file of somebody else's. */
  private static PosixFileAttributeView view(Path path) {
    return Files.getFileAttributeView(
        path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }
}
