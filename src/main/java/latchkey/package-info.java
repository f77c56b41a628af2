/** Authentication that a frontend does not notice. docs/architecture.md has the map. */
@NullMarked
package latchkey;

import org.jspecify.annotations.NullMarked;
