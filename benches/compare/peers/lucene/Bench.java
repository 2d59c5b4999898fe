import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;

/**
 * Lucene's side of the comparison: indexes articles, and times answers one by one. Title and body are one field, as
 * Lucene searches one field fastest; all words are indexed, stemmed by Porter, with positions; texts are stored.
 *
 * <p>{@code index FOLDER INDEX [--offsets] [--merge]} and {@code answers INDEX QUERIES [--rounds N] [--warm-up N]
 * [--snippets]}. Snippets need Lucene's highlighter, which {@link Marker} calls.
 */
public final class Bench {
    /** What there is to search. */
    static final String FIELD = "contents";

    private static final int HITS = 10;
    private static final int THREADS = 2;
    private static final int BUFFER_MEGABYTES = 200;

    /** Marks words of hits. Apart, so that all else runs without Lucene's highlighter. */
    interface Snippets {
        /** Returns a snippet for each hit. */
        String[] of(Query query, TopDocs hits) throws IOException;
    }

    private record Asked(String kind, String text) {}

    private record Answer(Asked asked, int round, double micros, int hits) {}

    public static void main(String[] arguments) throws Exception {
        List<String> options = Arrays.asList(arguments);
        String command = options.isEmpty() ? "" : options.get(0);
        if (command.equals("index") && options.size() > 2) {
            index(Path.of(options.get(1)), Path.of(options.get(2)), options);
        } else if (command.equals("answers") && options.size() > 2) {
            answer(Path.of(options.get(1)), Path.of(options.get(2)), options);
        } else {
            System.err.println("index FOLDER INDEX [--offsets] [--merge]");
            System.err.println("answers INDEX QUERIES [--rounds N] [--warm-up N] [--snippets]");
            System.exit(2);
        }
    }

    private static int number(List<String> options, String name, int otherwise) {
        int place = options.indexOf(name);
        return place < 0 ? otherwise : Integer.parseInt(options.get(place + 1));
    }

    private static Analyzer analyzer() {
        return new EnglishAnalyzer(CharArraySet.EMPTY_SET);
    }

    // Indexing

    private static void index(Path folder, Path index, List<String> options) throws Exception {
        long start = System.nanoTime();
        FieldType type = new FieldType(TextField.TYPE_STORED);
        if (options.contains("--offsets")) {
            type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
        }
        type.freeze();
        List<Path> files = textFiles(folder);
        IndexWriterConfig config = new IndexWriterConfig(analyzer());
        config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        config.setRAMBufferSizeMB(BUFFER_MEGABYTES);
        try (IndexWriter writer = new IndexWriter(new MMapDirectory(index), config)) {
            add(files, writer, type);
            if (options.contains("--merge")) {
                writer.forceMerge(1);
            }
            writer.commit();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.out.printf(
                "{\"engine\":\"lucene\",\"version\":\"%s\",\"articles\":%d,\"seconds\":%.3f,\"cpu_seconds\":%.3f,"
                        + "\"peak_rss_bytes\":%d,\"index_bytes\":%d}%n",
                Version.LATEST, files.size(), seconds, system.getProcessCpuTime() / 1e9, peakBytes(), size(index));
    }

    /** All {@code .txt} files below a folder, in the order of their names. */
    private static List<Path> textFiles(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.toString().endsWith(".txt")).sorted().collect(Collectors.toList());
        }
    }

    private static void add(List<Path> files, IndexWriter writer, FieldType type)
            throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> work = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            work.add(threads.submit(() -> {
                for (int at = next.getAndIncrement(); at < files.size(); at = next.getAndIncrement()) {
                    // Bytes that are not UTF-8 become signs that say so.
                    String text = new String(Files.readAllBytes(files.get(at)), StandardCharsets.UTF_8);
                    Document document = new Document();
                    document.add(new Field(FIELD, text, type));
                    writer.addDocument(document);
                }
                return null;
            }));
        }
        threads.shutdown();
        for (Future<?> one : work) {
            one.get();
        }
    }

    /** The most memory that the process had, mapped files included; 0 where the system does not tell. */
    private static long peakBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmHWM:")) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    private static long size(Path folder) throws IOException {
        long sum = 0;
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).collect(Collectors.toList())) {
                sum += Files.size(path);
            }
        }
        return sum;
    }

    // Answers

    private static void answer(Path index, Path file, List<String> options) throws Exception {
        int rounds = number(options, "--rounds", 5);
        int warmUp = number(options, "--warm-up", 10);
        List<Asked> queries = queries(file);
        List<Answer> answers = new ArrayList<>();
        try (DirectoryReader reader = DirectoryReader.open(new MMapDirectory(index))) {
            IndexSearcher searcher = new IndexSearcher(reader);
            // Each round is to search, not to find what an earlier one has left.
            searcher.setQueryCache(null);
            QueryParser parser = new QueryParser(FIELD, analyzer());
            Snippets snippets = options.contains("--snippets") ? snippets(searcher) : null;
            for (int round = -warmUp; round < rounds; round++) {
                for (Asked asked : queries) {
                    long start = System.nanoTime();
                    int hits = hits(searcher, parser.parse(asked.text()), snippets);
                    double micros = (System.nanoTime() - start) / 1e3;
                    if (round >= 0) {
                        answers.add(new Answer(asked, round, micros, hits));
                    }
                }
            }
        }
        print(answers);
    }

    private static List<Asked> queries(Path file) throws IOException {
        List<Asked> queries = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            int tab = line.indexOf('\t');
            if (tab >= 0) {
                queries.add(new Asked(line.substring(0, tab), line.substring(tab + 1)));
            }
        }
        return queries;
    }

    private static Snippets snippets(IndexSearcher searcher) throws ReflectiveOperationException {
        return (Snippets) Class.forName("Marker")
                .getDeclaredConstructor(IndexSearcher.class, Analyzer.class)
                .newInstance(searcher, analyzer());
    }

    /** Nothing is counted beyond the ten best, so that Lucene may pass over what cannot be among them. */
    private static int hits(IndexSearcher searcher, Query query, Snippets snippets) throws IOException {
        TopScoreDocCollector collector = TopScoreDocCollector.create(HITS, null, HITS);
        searcher.search(query, collector);
        TopDocs best = collector.topDocs();
        return snippets == null ? best.scoreDocs.length : snippets.of(query, best).length;
    }

    private static void print(List<Answer> answers) {
        OutputStreamWriter bytes = new OutputStreamWriter(System.out, StandardCharsets.UTF_8);
        try (PrintWriter out = new PrintWriter(new BufferedWriter(bytes))) {
            for (Answer one : answers) {
                String query = one.asked().text().replace("\\", "\\\\").replace("\"", "\\\"");
                out.printf(
                        "{\"kind\":\"%s\",\"query\":\"%s\",\"round\":%d,\"us\":%.3f,\"hits\":%d}%n",
                        one.asked().kind(), query, one.round(), one.micros(), one.hits());
            }
        }
    }
}
