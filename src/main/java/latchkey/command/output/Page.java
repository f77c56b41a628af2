package latchkey.command.output;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import picocli.CommandLine.Option;

/** One page of a long list, and where the next one begins. */
public class Page {

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most N rows. Default: 100.")
    int limit;

    /**
     * Prints a page.
     *
     * @param list lists so many
     * @param key after which the next page begins
     */
    public <T> int printed(
            IntFunction<List<T>> list,
            List<String> columns,
            Function<T, Map<String, Object>> row,
            Function<T, Object> key,
            Output output) {
        if (limit < 1) {
            return output.refused("--limit must be 1 or more.");
        }
        List<T> found = list.apply(limit == Integer.MAX_VALUE ? limit : limit + 1);
        List<T> page = found.size() > limit ? found.subList(0, limit) : found;
        output.streamed(columns, page.stream().map(row));
        if (page.size() < found.size()) {
            System.err.println("There are more: continue with --after " + key.apply(page.get(limit - 1)) + ".");
        }
        return 0;
    }
}
