package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// Files and directories that nobody but their owner may read. Where a file system has no such permissions, nothing
/// is asked of them.
final class OwnerOnly {

    private static final Set<PosixFilePermission> FILE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> DIRECTORY =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private OwnerOnly() {}

    /// To create a file with.
    ///
    /// @param directory it is to lie in
    static FileAttribute<?>[] file(Path directory) {
        return attributes(directory, FILE);
    }

    /// To create a directory with.
    ///
    /// @param parent it is to lie in
    static FileAttribute<?>[] directory(Path parent) {
        return attributes(parent, DIRECTORY);
    }

    private static FileAttribute<?>[] attributes(
            Path directory, Set<PosixFilePermission> permissions) {
        return hasPermissions(directory)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /// @param what it is, for the message: `the signing key`
    /// @throws AuditOpenException when others may read, write or enter it
    static void refuseOpenToOthers(Path file, String what) throws IOException {
        if (!hasPermissions(file)) {
            return;
        }
        boolean directory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
        var permissions = Files.getPosixFilePermissions(file);
        permissions.removeAll(directory ? DIRECTORY : FILE);
        if (!permissions.isEmpty()) {
            throw new AuditOpenException(
                    AuditOpenException.Kind.KEY,
                    what
                            + " `"
                            + file
                            + "` is open to others; give it to its owner alone (chmod "
                            + (directory ? "700" : "600")
                            + ")");
        }
    }

    private static boolean hasPermissions(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class) != null;
    }
}
