package dev.sallyport.examples.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/// Keeps JGit from reading and writing the configuration files of the user and the machine.
final class HermeticGit extends SystemReader.Delegate {

    private HermeticGit(SystemReader machine) {
        super(machine);
    }

    /// Changes JGit for the whole process. Leaves it alone where it is shielded already.
    static synchronized void install() {
        var present = SystemReader.getInstance();
        if (!present.getClass().getName().startsWith("dev.sallyport.")) {
            SystemReader.setInstance(new HermeticGit(present));
            FS.FileStoreAttributes.setBackground(true);
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    private static final class Nothing extends FileBasedConfig {
        Nothing(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
