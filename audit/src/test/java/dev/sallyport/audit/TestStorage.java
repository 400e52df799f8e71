package dev.sallyport.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk that skips the slow syncs, and on which one operation can go wrong.
final class TestStorage implements Storage {

    /// How an operation goes wrong.
    enum Fault {
        /// Nothing was done.
        FAILS,
        /// Half of a write was done; of anything else, nothing.
        HALF,
        /// It was done, and reported as failed.
        DONE_BUT_FAILS
    }

    private interface Operation {
        void run() throws IOException;
    }

    private final DiskStorage disk = new DiskStorage();
    private final int faultAt;
    private final Fault fault;
    private final AtomicInteger operations = new AtomicInteger();
    private volatile String faulted = "";

    private TestStorage(int faultAt, Fault fault) {
        this.faultAt = faultAt;
        this.fault = fault;
    }

    static TestStorage withoutSyncs() {
        return new TestStorage(-1, Fault.FAILS);
    }

    /// The operation with this number, and every one after it, goes wrong.
    static TestStorage failingFrom(int operation, Fault fault) {
        return new TestStorage(operation, fault);
    }

    int operations() {
        return operations.get();
    }

    /// The operation that went wrong first; empty when none did.
    String faulted() {
        return faulted;
    }

    private void run(String name, Operation half, Operation whole) throws IOException {
        int number = operations.getAndIncrement();
        if (faultAt < 0 || number < faultAt) {
            whole.run();
            return;
        }
        if (number == faultAt) {
            faulted = name;
            switch (fault) {
                case FAILS -> {}
                case HALF -> half.run();
                case DONE_BUT_FAILS -> whole.run();
            }
        }
        throw new IOException("a disk that fails at " + name);
    }

    private void run(String name, Operation whole) throws IOException {
        run(name, () -> {}, whole);
    }

    private interface Opener {
        Sink open(Path file) throws IOException;
    }

    @Override
    public Sink create(Path file) throws IOException {
        return open("create", file, disk::create);
    }

    @Override
    public Sink createPrivate(Path file) throws IOException {
        return open("create", file, disk::createPrivate);
    }

    @Override
    public Sink append(Path file) throws IOException {
        return open("open", file, disk::append);
    }

    @Override
    public Sink overwrite(Path file) throws IOException {
        return open("open", file, disk::overwrite);
    }

    private Sink open(String name, Path file, Opener opener) throws IOException {
        var opened = new Sink[1];
        run(name + " " + file.getFileName(), () -> opened[0] = opener.open(file));
        var sink = opened[0];
        return new Sink() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                var half = bytes.duplicate();
                half.limit(half.position() + half.remaining() / 2);
                run("write " + file.getFileName(), () -> sink.write(half), () -> sink.write(bytes));
            }

            @Override
            public void sync() throws IOException {
                run("sync " + file.getFileName(), () -> {});
            }

            @Override
            public void close() throws IOException {
                sink.close();
            }
        };
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        run("rename to " + to.getFileName(), () -> disk.rename(from, to));
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        run("sync " + directory.getFileName() + "/", () -> {});
    }

    @Override
    public void delete(Path file) throws IOException {
        run("delete " + file.getFileName(), () -> disk.delete(file));
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        run("create " + directory.getFileName() + "/", () -> disk.createDirectories(directory));
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        run("create " + directory.getFileName() + "/", () -> disk.createDirectory(directory));
    }

    @Override
    public void createPrivateDirectory(Path directory) throws IOException {
        run(
                "create " + directory.getFileName() + "/",
                () -> disk.createPrivateDirectory(directory));
    }
}
