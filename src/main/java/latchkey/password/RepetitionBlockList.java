package latchkey.password;

import java.util.stream.IntStream;

/**
 * Passwords that attackers guess without a list: a piece of at most four characters repeated, or neighbours in a row, as in
 * 12341234 and 0987654321. The embedded lists have few of them, since their library finds them by other means.
 */
final class RepetitionBlockList implements BlockList {

    private static final int MAX_PIECE = 4;

    @Override
    public boolean contains(String password) {
        int[] characters = password.codePoints().toArray();
        return isRow(characters, 1) || isRow(characters, -1) || isPieces(characters);
    }

    private static boolean isPieces(int[] characters) {
        return IntStream.rangeClosed(1, Math.min(MAX_PIECE, characters.length / 2))
                .anyMatch(piece -> IntStream.range(piece, characters.length)
                        .allMatch(i -> characters[i] == characters[i - piece]));
    }

    private static boolean isRow(int[] characters, int step) {
        return IntStream.range(1, characters.length).allMatch(i -> step(characters[i - 1], characters[i]) == step);
    }

    /** 0 follows 9, as on a keyboard. */
    private static int step(int from, int to) {
        if (from == '9' && to == '0') {
            return 1;
        }
        return from == '0' && to == '9' ? -1 : to - from;
    }
}
