package parley.system.planted;

import static net.bytebuddy.matcher.ElementMatchers.isBridge;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * Plants all bugs into the classes of a node as they are loaded, each switched off until {@link Switch} says otherwise. A class or
 * method that is not there any more, or is there twice, ends the JVM.
 */
public final class PlantedBugsAgent {

    private PlantedBugsAgent() {}

    /** Called by the JVM of a node with the directory of the {@link Switch}. */
    public static void premain(String directory, Instrumentation instrumentation) {
        Map<String, Set<String>> methods = methodsByClass();
        methods.keySet().forEach(PlantedBugsAgent::requireClass);
        AgentBuilder builder =
                new AgentBuilder.Default().disableClassFormatChanges().with(new Loudly());
        for (Map.Entry<String, Set<String>> planted : methods.entrySet()) {
            builder = builder.type(named(planted.getKey()))
                    .transform((type, description, loader, module, domain) ->
                            plant(type, description, planted.getValue()));
        }
        builder.installOn(instrumentation);
        Switch.start(Path.of(directory));
    }

    private static Map<String, Set<String>> methodsByClass() {
        Stream<String> bugs = Arrays.stream(PlantedBug.values()).flatMap(bug -> bug.sites().stream());
        return Stream.concat(Stream.of(Passivation.SITE), bugs)
                .collect(Collectors.groupingBy(
                        site -> site.substring(0, site.lastIndexOf('.')),
                        Collectors.mapping(site -> site.substring(site.lastIndexOf('.') + 1), Collectors.toSet())));
    }

    private static void requireClass(String name) {
        if (ClassLoader.getSystemResource(name.replace('.', '/') + ".class") == null) {
            throw new IllegalStateException("a bug's class is not there: " + name);
        }
    }

    private static DynamicType.Builder<?> plant(
            DynamicType.Builder<?> type, TypeDescription description, Set<String> methods) {
        DynamicType.Builder<?> planted = type;
        for (String method : methods) {
            ElementMatcher.Junction<MethodDescription> wanted = named(method);
            ElementMatcher<MethodDescription> written = wanted.and(not(isBridge()));
            List<?> found = description.getDeclaredMethods().filter(written);
            if (found.size() != 1) {
                throw new IllegalStateException(
                        description.getName() + "." + method + " (expected: one such method, not " + found + ")");
            }
            planted = planted.visit(Advice.to(Detour.class).on(written));
        }
        return planted;
    }

    private static final class Loudly extends AgentBuilder.Listener.Adapter {
        @Override
        public void onError(
                String type,
                @Nullable ClassLoader loader,
                @Nullable JavaModule module,
                boolean loaded,
                Throwable cause) {
            if (type.startsWith("parley.")) {
                Switch.die(cause);
            }
        }
    }
}
