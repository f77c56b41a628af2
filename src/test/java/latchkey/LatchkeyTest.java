package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import latchkey.command.CommandHelp;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What happens before a command runs; {@link CommandsIT} starts one of each kind. */
class LatchkeyTest {

    private final List<String> withTables = new ArrayList<>();

    private final List<String> withoutTables = new ArrayList<>();

    @Test
    void everyCommandButThreeNeedsTheTables() {
        sort(List.of(CommandHelp.line(CommandLine.defaultFactory())));

        assertThat(withoutTables).containsExactlyInAnyOrder("latchkey calibrate", "latchkey migrate", "latchkey serve");
        assertThat(withTables)
                .contains("latchkey keys list", "latchkey import", "latchkey groups import", "latchkey purge");
    }

    private void sort(List<CommandLine> line) {
        Map<String, CommandLine> more = line.get(line.size() - 1).getSubcommands();
        if (more.isEmpty()) {
            String name = String.join(
                    " ", line.stream().map(CommandLine::getCommandName).toList());
            (Latchkey.needsTables(line) ? withTables : withoutTables).add(name);
        }
        for (CommandLine next : more.values()) {
            List<CommandLine> longer = new ArrayList<>(line);
            longer.add(next);
            sort(longer);
        }
    }
}
