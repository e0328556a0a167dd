"""Applications that come in by the national portal (マイナポータル, ぴったりサービス) become the same cases as our own."""
