import sys

from dokodemo.operate.cli import main

sys.exit(main())
