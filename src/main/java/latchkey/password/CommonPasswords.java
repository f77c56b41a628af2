package latchkey.password;

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
import latchkey.failure.FieldError;
import org.jspecify.annotations.Nullable;

/** Refuses new passwords that attackers guess first (NIST SP 800-63B-4, 3.1.1.2), if the settings say so. */
@ApplicationScoped
public class CommonPasswords {

    private final boolean embedded;
    private final Optional<Path> file;

    /** Latchkey's own name, and its public host. */
    private final List<String> serviceNames;

    /** Loaded when a user chooses the first password, not at start. */
    private @Nullable List<BlockList> lists;

    CommonPasswords(LatchkeyConfig config, PasswordConfig passwords) {
        embedded = passwords.blockCommon();
        file = passwords.blockList().map(Path::of);
        serviceNames = List.of("latchkey", config.issuer().replaceFirst("^\\w+://([^/:]+).*$", "$1"));
    }

    /** @throws ConfigurationException with one sentence, if the file is unusable */
    public void check() {
        file.ifPresent(path -> {
            try {
                Optional<String> fault =
                        HashedBlockList.isOne(path) ? new HashedBlockList(path).fault() : WordBlockList.fault(path);
                fault.ifPresent(sentence -> stop(path, sentence));
            } catch (IOException | SecurityException unreadable) {
                stop(path, "is no file that can be read");
            }
        });
    }

    /**
     * Refuses a common password.
     *
     * @param field of the request body that has the password
     * @throws AuthFailure INVALID_FIELDS, with {@link FieldError.Kind#COMMON} at {@code field}
     */
    public void refuse(String field, String password, String username, @Nullable String email) {
        if (embedded && isName(password, username, email)
                || lists().stream().anyMatch(list -> list.contains(password))) {
            throw AuthFailure.invalid(Map.of(field, FieldError.of(FieldError.Kind.COMMON)));
        }
    }

    private boolean isName(String password, String username, @Nullable String email) {
        String folded = WordBlockList.folded(password);
        return Stream.concat(serviceNames.stream(), Stream.of(username, email == null ? username : email))
                .anyMatch(name -> WordBlockList.folded(name).equals(folded));
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
            read.add(new RepetitionBlockList());
            read.add(WordBlockList.embedded());
        }
        try {
            if (file.isPresent()) {
                read.add(
                        HashedBlockList.isOne(file.get())
                                ? new HashedBlockList(file.get())
                                : WordBlockList.of(file.get()));
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
