/** Rows of many chats travel together. Starting point: {@link parley.persistence.write.WriteCoalescer}. */
@NullMarked
package parley.persistence.write;

import org.jspecify.annotations.NullMarked;
