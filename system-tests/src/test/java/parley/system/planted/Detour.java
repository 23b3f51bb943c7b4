package parley.system.planted;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** What every method that a bug is planted in does first and last. Its byte code is copied there; nobody calls it. */
final class Detour {

    private Detour() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    @SuppressWarnings("UnusedVariable") // where it is copied to, the arguments of the method are assigned
    static @Nullable Object enter(
            @Advice.Origin("#t.#m") String site,
            @Advice.This(optional = true) @Nullable Object self,
            @Advice.AllArguments(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object[] arguments) {
        arguments = Switch.arguments(site, self, arguments);
        return Switch.instead(site, self, arguments);
    }

    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable") // where it is copied to, what the method returns is assigned
    static void exit(
            @Advice.Origin("#t.#m") String site,
            @Advice.This(optional = true) @Nullable Object self,
            @Advice.AllArguments(typing = Assigner.Typing.DYNAMIC) Object[] arguments,
            @Advice.Enter @Nullable Object instead,
            @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
        returned = Switch.returned(site, self, arguments, instead == null ? returned : instead);
    }
}
