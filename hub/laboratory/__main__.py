"""``python -m hub.laboratory``: an analyst's server in a container, which knows where clientinfo's files lie there."""

import sys

from jupyterhub.singleuser import main

from hub.laboratory.arguments import laboratory_arguments

if __name__ == "__main__":
    sys.argv[1:1] = laboratory_arguments()
    main()
