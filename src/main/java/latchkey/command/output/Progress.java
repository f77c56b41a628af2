package latchkey.command.output;

import java.time.Duration;
import java.util.Locale;

/** A progress line on the console, updated every second. */
public final class Progress {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final String what;
    private final CountingStream input;
    private final long size;
    private final boolean interactive = System.console() != null;
    private final long began = System.nanoTime();
    private long lastPrinted = began;

    /**
     * Begins.
     *
     * @param what is read
     * @param size in bytes, 0 if unknown
     */
    public Progress(String what, CountingStream input, long size) {
        this.what = what;
        this.input = input;
        this.size = size;
    }

    public void print(long read) {
        long now = System.nanoTime();
        if (interactive && now - lastPrinted >= SECOND) {
            lastPrinted = now;
            double seconds = (now - began) / (double) SECOND;
            String remaining = size == 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            ", %d%% of the file, %.0f s to go",
                            100 * input.bytes() / size,
                            seconds * (size - input.bytes()) / input.bytes());
            System.err.printf(Locale.ROOT, "\r%,d %s, %,.0f a second%s   ", read, what, read / seconds, remaining);
        }
    }

    public void end() {
        if (lastPrinted != began) {
            System.err.println();
        }
    }
}
