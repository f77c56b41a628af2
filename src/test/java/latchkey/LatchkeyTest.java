package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import latchkey.command.CommandHelp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    @ParameterizedTest
    @ValueSource(strings = {"import --help", "help import", "import -h"})
    void helpOfACommandIsPrinted(String typed) {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true));
        try {
            assertThat(CommandHelp.print(typed.split(" "))).hasValue(0);
        } finally {
            System.setOut(out);
        }
        assertThat(printed.toString()).startsWith("Usage: latchkey import");
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
