import java.io.IOException;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;

/**
 * Snippets by Lucene's unified highlighter: the best sentence of each hit, with the words of the query marked. It reads
 * where words stand from the index if that has offsets, and else analyses the texts again.
 */
final class Marker implements Bench.Snippets {
    private final UnifiedHighlighter highlighter;

    Marker(IndexSearcher searcher, Analyzer analyzer) {
        highlighter = new UnifiedHighlighter(searcher, analyzer);
    }

    @Override
    public String[] of(Query query, TopDocs hits) throws IOException {
        return highlighter.highlight(Bench.FIELD, query, hits);
    }
}
