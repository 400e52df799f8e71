package dev.sallyport.examples.demo;

import dev.sallyport.server.cli.CliException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// One demo at a time in a directory. The lock ends with the process, however that ends.
final class DemoLock implements AutoCloseable {

    private final FileChannel channel;

    private DemoLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @throws CliException when another demo has the directory
    static DemoLock take(Path home) throws IOException {
        var channel =
                FileChannel.open(
                        home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw CliException.usage(
                    "another demo runs in "
                            + home
                            + "; end it, or name another directory with --dir");
        }
        return new DemoLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
