package latchkey.account;

import jakarta.enterprise.context.RequestScoped;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the request at hand counted before it stood in line to be hashed. */
@RequestScoped
public class Ahead {

    private @Nullable Guess counted;

    public void hold(Guess guess) {
        counted = guess;
    }

    /** What was counted ahead, once; else what {@code counting} counts. */
    public Guess or(Supplier<Guess> counting) {
        Guess ahead = counted;
        counted = null;
        return ahead == null ? counting.get() : ahead;
    }
}
