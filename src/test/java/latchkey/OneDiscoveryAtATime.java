package latchkey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.LauncherDiscoveryRequest;

/**
 * Lets one process at a time look for its tests. Quarkus then writes an index of the test classes into one file of all processes, and
 * JUnit leaves out, without a word, each class whose process finds half of it.
 */
public class OneDiscoveryAtATime implements LauncherDiscoveryListener {

    private @Nullable FileChannel locked;

    @Override
    public void launcherDiscoveryStarted(LauncherDiscoveryRequest request) {
        try {
            FileChannel file = FileChannel.open(
                    Path.of("target/discovery.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                file.lock();
                locked = file;
            } catch (OverlappingFileLockException heldByThisProcess) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void launcherDiscoveryFinished(LauncherDiscoveryRequest request) {
        try {
            if (locked != null) {
                locked.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
