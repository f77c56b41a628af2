package latchkey.account;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;
import org.jspecify.annotations.Nullable;

/** Passwords that no user may choose, where the settings say so: what attackers guess first (NIST SP 800-63B-4, 3.1.1.2). */
@ApplicationScoped
public class CommonPasswords {

    private final boolean embedded;
    private final Optional<Path> file;

    /** The service itself, by its own name and by that of its public host. */
    private final List<String> service;

    /** Read when the first password is chosen, not on the way up. */
    private @Nullable List<BlockList> lists;

    CommonPasswords(LatchkeyConfig config) {
        embedded = config.password().blockCommon();
        file = config.password().blockList().map(Path::of);
        service = List.of("latchkey", config.issuer().replaceFirst("^\\w+://([^/:]+).*$", "$1"));
    }

    /** @throws ConfigurationException with one sentence, where the file cannot serve */
    public void check() {
        file.ifPresent(path -> {
            try {
                Optional<String> fault = HashFile.isOne(path) ? new HashFile(path).fault() : WordList.fault(path);
                fault.ifPresent(sentence -> stop(path, sentence));
            } catch (IOException | SecurityException unreadable) {
                stop(path, "is no file that can be read");
            }
        });
    }

    /**
     * Lets every other password pass.
     *
     * @param field where the password was given
     * @throws AuthFailure INVALID_FIELDS, with {@link Flaw.Kind#COMMON} at {@code field}
     */
    void refuse(String field, String password, String username, @Nullable String email) {
        if (embedded && isName(password, username, email)
                || lists().stream().anyMatch(list -> list.contains(password))) {
            throw AuthFailure.invalid(Map.of(field, Flaw.of(Flaw.Kind.COMMON)));
        }
    }

    private boolean isName(String password, String username, @Nullable String email) {
        String folded = WordList.folded(password);
        return Stream.concat(service.stream(), Stream.of(username, email == null ? username : email))
                .anyMatch(name -> WordList.folded(name).equals(folded));
    }

    private synchronized List<BlockList> lists() {
        if (lists == null) {
            lists = read();
        }
        return lists;
    }

    private List<BlockList> read() {
        List<BlockList> read = new ArrayList<>();
        if (embedded) {
            read.add(new Monotony());
            read.add(WordList.embedded());
        }
        try {
            if (file.isPresent()) {
                read.add(HashFile.isOne(file.get()) ? new HashFile(file.get()) : WordList.of(file.get()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private static void stop(Path path, String sentence) {
        throw new ConfigurationException(
                String.format(Locale.ROOT, "latchkey.password.block-list is %s, which %s.", path, sentence));
    }
}
