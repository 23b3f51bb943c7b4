package parley.loadtests.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a play from text:
 *
 * <pre>
 * # a remark
 * TITLE Romeo and Juliet
 * AUTHOR William Shakespeare
 * ACT 1
 * SCENE 1. Verona. A public place.
 * [Enter Sampson, Gregory]
 * SAMPSON. A speech begins with its speaker in capitals, a full stop and a space.
 *   It goes on in lines that are indented by two spaces.
 * [Exit Gregory]
 * [Exeunt]
 * </pre>
 *
 * Whoever enters before the first speech opens the scene. Only those on the stage speak or leave; {@code [Exeunt]} empties it. Not
 * thread-safe; used once.
 */
final class PlayParser {

    private static final Pattern SPEECH = Pattern.compile("([A-Z][A-Z' ]*)\\. (\\S.*)");
    private static final Pattern DIRECTION = Pattern.compile("\\[(Enter|Exit|Exeunt)(?: ([^\\]]+))?\\]");
    private static final Pattern SCENE = Pattern.compile("(SCENE \\d+|PROLOGUE)\\. (.+)");

    private final List<Play.Scene> scenes = new ArrayList<>();
    private String title = "";
    private String author = "";
    private String act = "";
    private @Nullable SceneDraft draft;
    private int lineNumber;

    /** Reads a play that is split over several resources beside this class, in order. */
    static Play ofResources(List<String> names) {
        PlayParser parser = new PlayParser();
        for (String name : names) {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                    Objects.requireNonNull(PlayParser.class.getResourceAsStream(name), name),
                    StandardCharsets.UTF_8))) {
                reader.lines().forEach(parser::take);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return parser.finish();
    }

    /** @throws PlayFormatException at the first line that is not in the format */
    static Play parse(String text) {
        PlayParser parser = new PlayParser();
        text.lines().forEach(parser::take);
        return parser.finish();
    }

    private void take(String line) {
        lineNumber++;
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        Matcher scene = SCENE.matcher(line);
        Matcher direction = DIRECTION.matcher(line);
        Matcher speech = SPEECH.matcher(line);
        if (line.startsWith("TITLE ")) {
            title = line.substring("TITLE ".length());
        } else if (line.startsWith("AUTHOR ")) {
            author = line.substring("AUTHOR ".length());
        } else if (line.startsWith("ACT ")) {
            endScene();
            act = "Act " + line.substring("ACT ".length());
        } else if (scene.matches()) {
            endScene();
            draft = new SceneDraft(act + ", " + named(scene.group(1)), scene.group(2));
        } else if (line.startsWith("  ")) {
            scene().goOn(line.strip());
        } else if (direction.matches()) {
            direct(direction.group(1), direction.group(2));
        } else if (speech.matches()) {
            scene().say(named(speech.group(1)), speech.group(2));
        } else {
            throw problem("neither a heading, a direction nor a speech: " + line);
        }
    }

    private void direct(String what, @Nullable String names) {
        List<String> characters = names == null
                ? List.of()
                : List.of(names.split(", ")).stream().map(String::strip).toList();
        if (what.equals("Enter")) {
            scene().enter(characters);
        } else {
            scene().exit(characters);
        }
    }

    private SceneDraft scene() {
        if (draft == null) {
            throw problem("not in a scene");
        }
        return draft;
    }

    private void endScene() {
        if (draft != null) {
            scenes.add(draft.finish());
            draft = null;
        }
    }

    private Play finish() {
        endScene();
        if (title.isEmpty() || author.isEmpty() || scenes.isEmpty()) {
            throw problem("a play needs a title, an author and a scene");
        }
        return new Play(title, author, List.copyOf(scenes));
    }

    private PlayFormatException problem(String what) {
        return new PlayFormatException(lineNumber, what);
    }

    /** SCENE 1 becomes Scene 1, LADY CAPULET becomes Lady Capulet. */
    private static String named(String capitals) {
        StringBuilder name = new StringBuilder(capitals.length());
        boolean first = true;
        for (int i = 0; i < capitals.length(); i++) {
            char letter = capitals.charAt(i);
            name.append(first ? letter : Character.toLowerCase(letter));
            first = letter == ' ';
        }
        return name.toString();
    }

    /** A scene as far as it was read. */
    private final class SceneDraft {
        private final String heading;
        private final String place;
        private final List<String> opening = new ArrayList<>();
        private final Set<String> cast = new LinkedHashSet<>();
        private final Set<String> onStage = new LinkedHashSet<>();
        private final List<Play.Beat> beats = new ArrayList<>();
        private @Nullable String speaker;
        private final StringBuilder speech = new StringBuilder();

        SceneDraft(String heading, String place) {
            this.heading = heading;
            this.place = place;
        }

        void enter(List<String> characters) {
            endSpeech();
            List<String> entering =
                    characters.stream().filter(name -> !onStage.contains(name)).toList();
            if (entering.isEmpty()) {
                throw problem("nobody enters who is not there: " + characters);
            }
            onStage.addAll(entering);
            cast.addAll(entering);
            if (beats.isEmpty()) {
                opening.addAll(entering);
            } else {
                beats.add(new Play.Enter(entering));
            }
        }

        void exit(List<String> characters) {
            endSpeech();
            List<String> leaving = characters.isEmpty() ? List.copyOf(onStage) : characters;
            for (String name : leaving) {
                if (!onStage.remove(name)) {
                    throw problem(name + " leaves without being on the stage");
                }
            }
            beats.add(new Play.Exit(leaving));
        }

        void say(String name, String firstLine) {
            endSpeech();
            if (!onStage.contains(name)) {
                throw problem(name + " speaks without being on the stage");
            }
            speaker = name;
            speech.append(firstLine);
        }

        void goOn(String line) {
            if (speaker == null) {
                throw problem("a verse without a speech");
            }
            speech.append('\n').append(line);
        }

        Play.Scene finish() {
            endSpeech();
            if (beats.stream().noneMatch(Play.Speech.class::isInstance)) {
                throw problem(heading + " has no speech");
            }
            return new Play.Scene(heading, place, List.copyOf(opening), List.copyOf(cast), List.copyOf(beats));
        }

        private void endSpeech() {
            if (speaker != null) {
                beats.add(new Play.Speech(speaker, speech.toString()));
                speaker = null;
                speech.setLength(0);
            }
        }
    }
}
