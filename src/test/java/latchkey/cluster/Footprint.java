package latchkey.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a replica holds.
 *
 * @param resident memory of the process, in megabytes
 * @param heap live objects of a JVM, in megabytes
 * @param threads of the process
 * @param connections of the pool, idle and in use
 */
record Footprint(String replica, long process, long resident, long heap, long threads, long connections) {

    static Footprint of(Hosts hosts, String replica) throws IOException, InterruptedException {
        String process = hosts.command("pids", replica).strip();
        String status = Files.readString(Path.of("/proc", process, "status"));
        String metrics = hosts.metrics(replica);
        return new Footprint(
                replica,
                Long.parseLong(process),
                number("VmRSS:\\s+(\\d+)", status) / 1024,
                Long.parseLong(hosts.command("heap", replica).strip()) >> 20,
                number("Threads:\\s+(\\d+)", status),
                number("(?m)^agroal_active_count\\S* (\\d+)", metrics)
                        + number("(?m)^agroal_available_count\\S* (\\d+)", metrics));
    }

    private static long number(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new IllegalStateException(pattern + " is not in " + text);
        }
        return Long.parseLong(found.group(1));
    }
}
