class TextFrontEnd:
    pass
